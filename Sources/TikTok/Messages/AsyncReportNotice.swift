import Connector
import HTTP

/// What users read about asynchronous reports.
enum AsyncReportNotice {
  /// The end of a sentence that names other remedies.
  static let alternative =
    ", or set `async_reports` to true, which has TikTok make such a report as an asynchronous task"

  static func used(_ error: APIError, stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): the report is too large for a request and is made by an asynchronous task (\(error))."
  }

  /// What asynchronous reports cannot deliver (§3.7 of the fact sheet).
  static func limits(of task: AsyncReport, stream: StreamName) -> String {
    var text = "Stream `\(stream)`: some of its reports are made by asynchronous tasks."
    if task.report.level != .advertiser {
      text += " Tasks know no filter by status, so that rows of deleted objects may be missing."
    }
    text +=
      " TikTok renews their data every few hours, so that rows of today may be wrong until the next sync."
    guard !task.missing.isEmpty else { return text }
    let names = task.missing.map { "`\($0)`" }.joined(separator: ", ")
    return text + " Such rows come without \(names)."
  }

  static func unknownCountry(_ country: String, stream: StreamName) -> String {
    "Stream `\(stream)`: a report task names the country \(country.clipped), whose code is not known. Its rows have "
      + "the name as `country_code`."
  }

  static func failed(_ id: String, _ problem: String) -> String {
    let end = problem.hasSuffix(".") ? "" : "."
    return "TikTok's report task \(id) \(problem.wholeWords(upTo: 300))\(end) Try again later."
  }
}
