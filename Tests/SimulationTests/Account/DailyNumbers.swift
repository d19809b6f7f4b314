/// What an ad did on a day, or a part of that. Numbers of several ads add up.
struct DailyNumbers: Hashable, Sendable {
  /// In hundredths of the account's currency.
  var spend = 0
  var impressions = 0
  var clicks = 0
  /// They follow clicks, and are counted by the day of the click.
  var conversions = 0

  static func + (left: Self, right: Self) -> Self {
    DailyNumbers(
      spend: left.spend + right.spend, impressions: left.impressions + right.impressions,
      clicks: left.clicks + right.clicks, conversions: left.conversions + right.conversions)
  }

  /// One of `count` parts, whose sum is the whole.
  func part(_ number: Int, of count: Int) -> DailyNumbers {
    func part(_ all: Int) -> Int { all * (number + 1) / count - all * number / count }
    return DailyNumbers(
      spend: part(spend), impressions: part(impressions), clicks: part(clicks), conversions: part(conversions)
    )
  }

  /// What has been counted some seconds after the begin.
  /// - Parameters:
  ///   - seconds: how long ago the span has begun.
  ///   - length: of the span, in seconds.
  ///   - late: how long after the span conversions may still follow, in seconds.
  /// - Returns: a part of the numbers, which grows evenly.
  func after(_ seconds: Int, of length: Int, late: Int) -> DailyNumbers {
    func part(_ all: Int, _ length: Int) -> Int { all * min(max(0, seconds), length) / length }
    return DailyNumbers(
      spend: part(spend, length), impressions: part(impressions, length), clicks: part(clicks, length),
      conversions: part(conversions, length + late))
  }

  /// The metrics that the model counts, in the order of ``values``.
  static let metrics = ["spend", "impressions", "clicks", "conversion"]

  /// The numbers of ``metrics``; the spend in hundredths.
  var values: [Int] { [spend, impressions, clicks, conversions] }

  /// The value of a metric as reports show it; nil for a metric that the model does not know.
  func text(of metric: String) -> String? {
    switch metric {
    case "spend": "\(spend / 100).\(spend % 100 < 10 ? "0" : "")\(spend % 100)"
    case "impressions": "\(impressions)"
    case "clicks": "\(clicks)"
    case "conversion", "real_time_conversion", "result", "real_time_result": "\(conversions)"
    default: nil
    }
  }
}
