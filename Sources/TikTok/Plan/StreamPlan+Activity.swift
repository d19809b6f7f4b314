extension StreamPlan {
  /// Whether the report's rows are parts of an account's days: where the account's own report by the day has no row,
  /// there is none of this one.
  ///
  /// Reports of other types count other things. Audience reports by the hour are asked for to be refused.
  var isPartOfDays: Bool {
    guard let report = stream.report, !report.isRefusedByTheHour else { return false }
    switch (report.type, report.granularity) {
    case (.basic, .day), (.basic, .hour), (.audience, .day): return true
    default: return false
    }
  }
}
