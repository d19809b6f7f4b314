/// Reports of type BASIC: performance by level and time.
enum ReportStreams {
  static let rows: [StreamRow] = [
    StreamRow(.adsReports, .report(.basic, level: .ad), granularities: [.day])
  ]
}
