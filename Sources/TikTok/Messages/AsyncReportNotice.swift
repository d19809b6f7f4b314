import Connector
import HTTP

/// What users read about asynchronous reports.
enum AsyncReportNotice {
  /// The end of a sentence that names other remedies.
  static let alternative =
    ", or set `async_reports` to true to have TikTok make such reports as asynchronous tasks"

  static func used(_ error: APIError, stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): the report is too large for one request and is made as an asynchronous task (\(error))."
  }

  /// What asynchronous reports cannot deliver (§3.7 of the fact sheet).
  static func limits(of task: AsyncReport, stream: StreamName) -> String {
    var text = "Stream `\(stream)`: some of its reports are made as asynchronous tasks."
    if task.report.level != .advertiser {
      text += " Tasks cannot filter by status, so rows of deleted objects may be missing."
    }
    text +=
      " TikTok updates their data every few hours, so today's rows may be wrong until the next sync."
    guard !task.missing.isEmpty else { return text }
    let names = task.missing.map { "`\($0)`" }.joined(separator: ", ")
    return text + " Their rows have no \(names)."
  }

  static func unknownCountry(_ country: String, stream: StreamName) -> String {
    "Stream `\(stream)`: an asynchronous report names the country \(country.clipped), whose code is unknown. Its rows "
      + "have the name in `country_code`."
  }

  static func failed(_ id: String, _ problem: String) -> String {
    let end = problem.hasSuffix(".") ? "" : "."
    return "TikTok's report task \(id) \(problem.wholeWords(upTo: 300))\(end) Try again later."
  }
}
