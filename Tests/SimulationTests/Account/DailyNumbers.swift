/// What an ad did on a day. Numbers of several ads add up.
struct DailyNumbers: Hashable, Sendable {
  /// In hundredths of the account's currency.
  var spend = 0
  var impressions = 0
  var clicks = 0

  static func + (left: Self, right: Self) -> Self {
    DailyNumbers(
      spend: left.spend + right.spend, impressions: left.impressions + right.impressions,
      clicks: left.clicks + right.clicks)
  }

  /// What has been counted when a part of the day is over.
  func after(_ seconds: Int) -> DailyNumbers {
    DailyNumbers(
      spend: spend * seconds / 86_400, impressions: impressions * seconds / 86_400,
      clicks: clicks * seconds / 86_400)
  }

  /// The value of a metric as reports show it; nil for a metric that the model does not know.
  func text(of metric: String) -> String? {
    switch metric {
    case "spend": "\(spend / 100).\(spend % 100 < 10 ? "0" : "")\(spend % 100)"
    case "impressions": "\(impressions)"
    case "clicks": "\(clicks)"
    case "conversion", "real_time_conversion", "result", "real_time_result": "0"
    default: nil
    }
  }
}
