import Connector
import JSON
import Testing

@testable import TikTok

struct FullRefreshTests {
  private static let terms = FullRefresh.Terms(
    sync: SyncIdentity(id: 17, generation: 4), start: "2026-09-01", question: "q")
  private static let accounts: [[Account]] = [[.make(7001)], [.make(7002)], [.make(7003)]]
  private static let now: UTCTime = "2026-11-03 09:00:00"

  /// A refresh for which account 7002 is complete, and 7003 up to the end of September.
  private static var underWay: FullRefresh {
    var refresh = FullRefresh(terms)
    refresh.set(.init(from: "2026-09-01", through: "2026-09-14"), of: accounts[2])
    refresh.finish(accounts[1])
    refresh.set(.init(from: "2026-09-01", through: "2026-09-30"), of: accounts[2])
    return refresh
  }

  private static func state(_ changes: JSONObject = [:]) -> JSON {
    var member = underWay.json(at: now).object ?? [:]
    for change in changes.members { member[change.name] = change.value.isNull ? nil : change.value }
    return ["states": [], "full_refresh": .object(member)]
  }

  private static func resumed(
    _ state: JSON, _ terms: FullRefresh.Terms = terms, of partitions: [[Account]] = accounts,
    now: UTCTime = now
  ) throws(FullRefresh.Restart) -> FullRefresh? {
    try FullRefresh(state, terms: terms, of: partitions, now: now)
  }

  @Test func `its JSON is compact`() {
    #expect(
      Self.underWay.json(at: Self.now) == [
        "as_of": "2026-11-03T09:00:00Z", "question": "q", "start_date": "2026-09-01", "sync_id": 17,
        "generation_id": 4, "complete": ["7002"],
        "partial": ["7003": ["from": "2026-09-01", "through": "2026-09-30"]],
      ])
    let entities = FullRefresh(.init(question: "q"))
    #expect(
      entities.json(at: Self.now) == ["as_of": "2026-11-03T09:00:00Z", "question": "q", "complete": []])
    var large = FullRefresh(Self.terms)
    for number in 0..<1000 { large.finish([.make(7_055_803_750_191_010_000 + number)]) }
    #expect(large.json(at: Self.now).bytes.count < 23_000)
  }

  @Test func `a refresh resumes from its JSON`() throws {
    #expect(try Self.resumed(Self.state()) == Self.underWay)
    #expect(Self.underWay.isComplete(Self.accounts[1]))
    #expect(!Self.underWay.isComplete(Self.accounts[2]))
    #expect(Self.underWay.run(of: Self.accounts[2])?.through == "2026-09-30")
    #expect(Self.underWay.run(of: Self.accounts[0]) == nil)
  }

  @Test(arguments: [[:], ["full_refresh": .null], ["states": []], "text"] as [JSON])
  func `other states contain no refresh`(state: JSON) throws {
    #expect(try Self.resumed(state) == nil)
  }

  @Test func `a batch is complete when all of its accounts are`() {
    var refresh = FullRefresh(Self.terms)
    refresh.finish([.make(1), .make(2)])
    #expect(refresh.isComplete([.make(2)]))
    #expect(refresh.isComplete([.make(2), .make(1)]))
    #expect(!refresh.isComplete([.make(1), .make(3)]))
    #expect(!refresh.isComplete([]))
    refresh.finish([])
    #expect(refresh.isComplete([]))
    #expect(refresh.complete == ["1", "2", "all"])
  }

  @Test func `accounts that no longer exist are dropped`() throws {
    let some = try Self.resumed(Self.state(), of: [[.make(7001)], [.make(7003), .make(7004)]])
    #expect(some?.complete == [])
    #expect(some?.runs.keys.sorted() == ["7003"])
    #expect(some?.hasComplete == false)
    #expect(try Self.resumed(Self.state(), of: [])?.isEmpty == true)
  }

  static let changes: [(change: @Sendable (inout FullRefresh.Terms) -> Void, restart: FullRefresh.Restart?)] =
    [
      ({ _ in }, nil), ({ $0.sync = nil }, .otherSync),
      ({ $0.sync = SyncIdentity(id: 18, generation: 4) }, .otherSync),
      ({ $0.sync = SyncIdentity(id: 17, generation: 5) }, .otherSync),
      ({ $0.start = "2026-08-31" }, .earlierStart("2026-09-01")), ({ $0.start = "2026-09-02" }, nil),
      ({ $0.start = nil }, nil),
      ({ $0 = .init(sync: $0.sync, start: $0.start, question: "r") }, .otherQuestion),
    ]

  @Test(arguments: changes.indices)
  func `only a read with the same question resumes it`(index: Int) {
    var terms = Self.terms
    let (change, restart) = Self.changes[index]
    change(&terms)
    #expect(Self.restart(Self.state(), terms) == restart)
  }

  private static func restart(
    _ state: JSON, _ terms: FullRefresh.Terms = terms, now: UTCTime = now
  ) -> FullRefresh.Restart? {
    do {
      _ = try resumed(state, terms, now: now)
      return nil
    } catch { return error }
  }

  static let times: [(now: UTCTime, isNear: Bool)] = [
    ("2026-11-06 09:00:00", true), ("2026-11-06 09:00:01", false), ("2026-10-31 09:00:00", true),
    ("2026-10-31 08:59:59", false),
  ]

  @Test(arguments: times)
  func `it can be resumed for three days`(now: UTCTime, isNear: Bool) {
    #expect(Self.restart(Self.state(), now: now) == (isNear ? nil : .tooOld(Self.now)))
  }

  static let damages: [JSONObject] = [
    ["as_of": .null], ["as_of": 7], ["as_of": "soon"], ["question": .null], ["question": 7],
    ["complete": .null], ["complete": "7001"], ["complete": [7001]], ["partial": []],
    ["partial": ["7003": "2026-09-30"]], ["partial": ["7003": ["from": "2026-09-01"]]],
    ["partial": ["7003": ["from": "2026-09-01", "through": "2026-09-31"]]], ["start_date": .null],
    ["start_date": "the first"],
  ]

  @Test(arguments: damages)
  func `invalid JSON is reported as unreadable`(damage: JSONObject) throws {
    guard case .unreadable? = Self.restart(Self.state(damage)) else {
      Issue.record("\(damage) was understood")
      return
    }
    #expect(Self.restart(["full_refresh": 7]) == .unreadable("`as_of` is not a time"))
  }

  @Test func `a run that ends before it begins is ignored`() throws {
    let state = Self.state(["partial": ["7003": ["from": "2026-09-30", "through": "2026-09-01"]]])
    #expect(try Self.resumed(state)?.runs == [:])
    let complete = Self.state(["partial": ["7002": ["from": "2026-09-01", "through": "2026-09-02"]]])
    #expect(try Self.resumed(complete)?.runs == [:])
  }
}
