import HTTP
import JSON

@testable import TikTok

/// The CSV of a report task → pages → record lines. Once it has been looked at, no page of it is damaged and no row
/// is lost.
struct TasksTarget: FuzzTarget {
  private let scans: [(scan: FuzzScan, dimensions: [Dimension])]

  init() {
    do {
      scans = try ["ads_reports_daily", "ads_reports_by_country_daily"].map { name in
        let stream = Stream.named(name)
        return (try FuzzScan(stream), stream.report?.dimensions ?? [])
      }
    } catch {
      fatalError("\(error)")
    }
  }

  func take(_ input: [UInt8]) {
    guard let choice = input.first else { return }
    let (scan, dimensions) = scans[Int(choice) % scans.count]
    let output = Page(
      request: APIRequest("report/task/download/"), body: ResponseBody(Array(input.dropFirst())),
      truncation: nil)
    guard var pages = try? CSVPages(of: output, dimensions: dimensions, metrics: ["spend"]) else { return }
    var records = 0
    while let page = pages.next() {
      scan.take(page.body.bytes)
      guard let list = try? JSON(parsing: page.body.bytes)["data"]?["list"]?.array else {
        fatalError("a page made of CSV is not JSON")
      }
      for row in list {
        require(row["dimensions"]?.object?.members.count == dimensions.count, "a row lacks a dimension")
      }
      records += list.count
    }
    require(records == pages.rows, "\(pages.rows) rows, \(records) records")
  }
}
