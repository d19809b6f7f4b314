import Connector

/// What users read about the requests that a read takes.
enum CostNotice {
  /// The first line of a read.
  static func begins(streams: Int, accounts: Int) -> String {
    "Reading \(counted(streams, "stream")) of \(counted(accounts, "ad account"))."
  }

  /// What a read is going to cost.
  /// - Parameters:
  ///   - requests: those that are known beforehand.
  ///   - perSecond: the rate at which they are sent; nil where each endpoint has its own.
  /// - Returns: the second line of a read.
  static func cost(requests: Int, perSecond: Double?) -> String {
    let time = perSecond.map { rate in
      let each = rate == rate.rounded() ? "\(Int(rate))" : "\(rate)"
      return " (\(duration(Int((Double(requests) / rate).rounded(.up)))) at \(each) a second)"
    }
    return
      "It takes about \(counted(requests, "request"))\(time ?? ""), and more where a list or report has several pages "
      + "or an account has special campaigns."
  }

  /// A duration for people, not exact: `40 seconds`, `5 minutes`, `3 hours`.
  private static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<100: counted(max(1, seconds), "second")
    case ..<6_000: counted((seconds + 30) / 60, "minute")
    default: counted((seconds + 1_800) / 3_600, "hour")
    }
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// Reports whose metrics do not fit into one request.
  static func severalRequests(in plans: [StreamPlan]) -> Notice? {
    let most = Report.maximumMetrics
    let large = plans.filter { $0.stream.report != nil && $0.namedColumns.count > most }
    guard let first = large.first else { return nil }
    let others = large.count > 1 ? " and \(counted(large.count - 1, "more stream"))" : ""
    let requests = large.map { ($0.namedColumns.count + most - 1) / most }.max() ?? 1
    return Notice(
      .info,
      "Each page of `\(first.stream.name)`\(others) takes \(requests) requests, because \(first.namedColumns.count) metrics "
        + "are selected and TikTok takes \(most) in one request. Deselect some to save requests."
    )
  }
}
