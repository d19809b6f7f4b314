import HTTP
import JSON
import Testing

/// Both models of TikTok were written from the documents, independently. Where they differ, one of them is wrong.
/// `tests/simulated_api/test_recorded_exchanges.py` records the answers.
struct RecordedExchangesTests {
  @Test func `both models give the same answers about the same accounts`() throws {
    for difference in try differences() { Issue.record("\(difference)") }
  }

  @Test func `a model that is a day late is noticed`() throws {
    #expect(try differences { $0.moment += 86_400 }.count > 10)
  }

  /// The answers of this model, perhaps changed, that differ from the recorded ones.
  private func differences(_ change: (inout SimulatedTikTok) -> Void = { _ in }) throws -> [String] {
    var differences: [String] = []
    var count = 0
    for (tikTok, exchanges) in try RecordedExchanges().moments {
      var tikTok = tikTok
      change(&tikTok)
      for exchange in exchanges {
        count += 1
        let own = Self.plain(tikTok.answer(Query(exchange.request)).envelope)
        if let difference = Self.difference(own, exchange.answer) {
          differences.append("\(Day.time(tikTok.moment)) \(exchange.request.url.suffix(400)): \(difference)")
        }
      }
    }
    #expect(count > 500)
    return differences
  }

  /// Where the answers differ first; nil where they do not.
  private static func difference(_ own: JSON, _ other: JSON) -> String? {
    for name in ["code", "count", "page_info"] where own[name] != other[name] {
      return "\(name) is \(own[name]?.text ?? "missing") here, \(other[name]?.text ?? "missing") there"
    }
    let (list, others) = (own["list"]?.array ?? [], other["list"]?.array ?? [])
    guard let (item, other) = zip(list, others).first(where: { $0 != $1 }) else { return nil }
    return "\(item.text) here, \(other.text) there"
  }

  /// An answer in the form of the recorded ones: without order, texts, and what only one model knows.
  private static func plain(_ envelope: JSON) -> JSON {
    var plain: JSONObject = ["code": envelope["code"] ?? .null]
    guard envelope["code"] == 0, let list = envelope["data"]?["list"]?.array else { return .object(plain) }
    plain["count"] = .int(list.count)
    let info = envelope["data"]?["page_info"]
    if let info {
      plain["page_info"] = .array(
        ["page", "page_size", "total_number", "total_page"].map { info[$0] ?? .null })
    }
    if (info?["total_page"]?.int ?? 1) <= 1 {
      plain["list"] = .array(list.map(text).sorted().map { .string($0) })
    }
    return .object(plain)
  }

  private static func text(_ record: JSON) -> String {
    let known = [
      "ad_id", "adgroup_id", "advertiser_id", "campaign_id", "create_time", "modify_time", "timezone",
    ]
    var members = record.object?.members.filter { known.contains($0.name) } ?? []
    if let dimensions = record["dimensions"]?.object {
      members = dimensions.members + (record["metrics"]?.object?.members ?? [])
    }
    return members.sorted { $0.name < $1.name }
      .map { "\($0.name)=\($0.value.string ?? $0.value.text)" }.joined(separator: " ")
  }
}
