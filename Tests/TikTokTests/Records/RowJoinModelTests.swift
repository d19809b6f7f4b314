import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

/// Random rows whose metrics are split over several requests, in random order over random pages. Joined, they must be
/// what one request for all metrics would return.
struct RowJoinModelTests {
  private static let values = [
    "1", #""2.50""#, #""-""#, "null", #""x""#, #""7""#, #""a \"b\" \u00e9""#, #""true""#, "1e2",
    #""<5""#, "{}", #"[1,{"a":2}]"#, #""""#, "12345678901234567890",
  ]

  private struct Deal {
    var random: Seeded
    let joining: Joining
    let requests: Int
    let names: [String]
    /// The values by row, request and metric.
    var metrics: [[[(String, String)]]] = []

    init(_ seed: Int) {
      random = Seeded(seed)
      joining = Joining(random.oneIn(2) ? .flat : .nested)
      requests = 1 + random.below(4)
      names = Joining.metrics.map(\.name) + ["unknown", "new"]
      for _ in 0..<random.below(40) {
        var row = Array(repeating: [(String, String)](), count: requests)
        for name in names where !random.oneIn(4) {
          row[random.below(requests)].append((name, random.one(of: values)))
        }
        metrics.append(row)
      }
    }

    /// A row with these metrics, its members in any order.
    mutating func row(_ index: Int, _ metrics: [(String, String)]) -> String {
      let inside = metrics.shuffled(using: &random).map { "\"\($0)\":\($1)" }.joined(separator: ",")
      let members = [
        #""dimensions":{"day":"2026-11-0\#(index % 7 + 1) 00:00:00","ad_id":"\#(index / 7)"}"#,
        "\"metrics\":{\(inside)}",
      ]
      return "{\((random.oneIn(2) ? members : members.reversed()).joined(separator: ","))}"
    }

    /// The pages of each request, with its rows in random order.
    mutating func pages() -> [[[String]]] {
      (0..<requests).map { request in
        var pages: [[String]] = [[]]
        let order = random.oneIn(3) ? Array(metrics.indices) : metrics.indices.shuffled(using: &random)
        for index in order {
          if random.oneIn(5) { pages.append([]) }
          pages[pages.count - 1].append(row(index, metrics[index][request]))
        }
        return pages
      }
    }
  }

  private static func table(_ result: Scan.Result) throws -> [String: (JSON, Set<String>)] {
    let records = try result.records.map { try JSON(parsing: $0) }
    return Dictionary(
      uniqueKeysWithValues: zip(records, result.nulled).map {
        ("\($0["ad_id"] ?? nil) \($0["day"] ?? nil)", ($0, Set($1)))
      })
  }

  @Test(arguments: blocks(20))
  func `joined rows equal those of one request for all metrics`(block: Int) throws {
    for seed in block * 25..<(block + 1) * 25 {
      var deal = Deal(seed)
      let whole = deal.metrics.indices.map { deal.row($0, deal.metrics[$0].flatMap(\.self)) }
      let expected = try Self.table(deal.joining.scan.records(whole.joined(separator: ",")))
      let parts = deal.pages()
      // The first pages come together, the others in any order.
      var rounds = (0..<(parts.map(\.count).max() ?? 0)).map { page in
        parts.map { $0.indices.contains(page) ? $0[page] : nil }
      }
      if rounds.count > 1 { rounds = [rounds[0]] + rounds.dropFirst().shuffled(using: &deal.random) }
      let outcome = try deal.joining.join(rounds: rounds)
      let actual = try Self.table(outcome.whole)
      let isRight =
        outcome.rest.records.isEmpty && Set(actual.keys) == Set(expected.keys)
        && expected.allSatisfy { key, row in actual[key].map { $0.0 == row.0 && $0.1 == row.1 } ?? false }
      #expect(isRight, "seed \(seed): \(rounds) → \(outcome)")
      guard isRight else { return }
    }
  }

  /// Rows are added, removed and moved between the requests. Each is written at most once, and none is invented.
  @Test(arguments: blocks(20))
  func `rows missing from some requests are written once, with the metrics that are known`(block: Int) throws
  {
    for seed in block * 25..<(block + 1) * 25 {
      var deal = Deal(seed)
      var parts = deal.pages()
      for request in parts.indices {
        for page in parts[request].indices {
          parts[request][page].removeAll { _ in deal.random.oneIn(6) }
        }
      }
      let outcome = try deal.joining.join(parts)
      let keys = try Self.table(outcome.whole).keys
      let rest = try Self.table(outcome.rest).keys
      #expect(Set(keys).isDisjoint(with: rest), "seed \(seed)")
      let sent = try parts.map { pages in
        try Set(Self.table(deal.joining.scan.records(pages.flatMap(\.self).joined(separator: ","))).keys)
      }
      #expect(Set(keys) == sent.dropFirst().reduce(sent[0]) { $0.intersection($1) }, "seed \(seed)")
      #expect(Set(keys).union(rest) == sent.reduce([]) { $0.union($1) }, "seed \(seed)")
    }
  }
}
