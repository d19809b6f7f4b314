import Connector
import Foundation
import JSON
import Testing

@testable import TikTok

/// Compares every metric of a stream with the list of those that TikTok documents. The simulated API enforces the
/// same list.
struct MetricFactsTests {
  struct Fact: Sendable {
    let type: String
    let reportTypes: [Substring]
    let dataLevels: [Substring]
    let rule: String
  }

  private static let facts: [String: Fact] = {
    let path = "../../../../integration_tests/simulated_api/facts/metrics.csv"
    let file = URL(filePath: #filePath).appending(path: path).standardized
    let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(whereSeparator: \.isNewline) ?? []
    let rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    return Dictionary(
      rows.map { row in
        let fact = Fact(
          type: String(row[1]), reportTypes: row[4].split(separator: "|"),
          dataLevels: row[5].split(separator: "|"), rule: String(row[6]))
        return (String(row[0]), fact)
      }
    ) { first, _ in first }
  }()

  static let reports = (StreamTable.catalog() + StreamTable.olderNames()).map(\.withAllMetrics).filter {
    $0.report.map { $0.type == .basic || $0.type == .audience } ?? false
  }

  @Test func `the list has all metrics`() { #expect(Self.facts.count == 841) }

  @Test(arguments: reports)
  func `every metric is available in the report's type and level`(stream: TikTok.Stream) throws {
    let report = try #require(stream.report)
    let level = Substring(report.level?.rawValue.dropFirst("AUCTION_".count) ?? "")
    let metrics = try stream.metrics()
    #expect(Set(metrics).count == metrics.count)
    for metric in metrics {
      let fact = try #require(Self.facts[metric], "\(metric)")
      #expect(fact.reportTypes.contains(Substring(report.type.rawValue)), "\(metric)")
      #expect(fact.dataLevels.contains(level), "\(metric)")
    }
  }

  @Test(arguments: reports)
  func `metrics with a rule are offered only where it holds`(stream: TikTok.Stream) throws {
    let report = try #require(stream.report)
    for metric in try stream.metrics() {
      switch Self.facts[metric]?.rule {
      case "": break
      case "daily": #expect(report.granularity == .day && report.breakdown.isEmpty, "\(metric)")
      case "id_or_id_and_day":
        #expect(report.granularity != .hour && report.breakdown.isEmpty, "\(metric)")
      case "no_country_in_audience":
        #expect(report.type == .basic || !report.breakdown.contains(.countryCode), "\(metric)")
      case let rule: Issue.record("\(metric) has the rule \(rule ?? "–")")
      }
    }
  }

  @Test(arguments: reports)
  func `a metric has its documented type`(stream: TikTok.Stream) throws {
    let properties = try #require(try stream.schema()["properties"]?["metrics"]?["properties"]?.object)
    for metric in properties.members {
      let expected: FieldType? =
        switch Self.facts[metric.name]?.type {
        case "string": .text
        case "integer": .integer
        case "number": .number
        default: nil
        }
      #expect(FieldType(schema: metric.value) == expected, "\(metric.name)")
      #expect(RecordField.fields(of: ["properties": .object([metric.name: metric.value])])[0].isNullable)
    }
  }

  @Test func `cash and vouchers are metrics of daily advertiser reports only`() throws {
    for stream in Self.reports {
      let metrics = try stream.metrics()
      let isTheirs = stream.report == TikTok.Stream.named("advertisers_reports_daily").report
      #expect(metrics.contains("cash_spend") == isTheirs, "\(stream.name)")
      #expect(metrics.contains("voucher_spend") == isTheirs, "\(stream.name)")
    }
  }

  @Test func `engaged views are metrics of basic reports, but not by the hour`() throws {
    for stream in Self.reports {
      let views = try stream.metrics().filter { $0.hasPrefix("paid_engaged_view") }
      let isTold = stream.report?.breakdown.isEmpty == true && stream.granularity != .hour
      #expect(views == (isTold ? ["paid_engaged_view", "paid_engaged_view_15s"] : []), "\(stream.name)")
    }
  }

  @Test func `basic reports with all metrics need two requests at most, audiences one`() throws {
    for stream in Self.reports {
      let count = try stream.metrics().count
      let isBasic = stream.report?.type == .basic
      #expect((1...(isBasic ? 200 : 100)).contains(count), "\(stream.name)")
      #expect(try stream.metrics().contains("spend"))
    }
  }
}

extension Report {
  /// The dimensions other than id and time.
  var breakdown: [TikTok.Dimension] {
    dimensions.filter { $0 != level?.idDimension && $0 != granularity.dimension }
  }
}
