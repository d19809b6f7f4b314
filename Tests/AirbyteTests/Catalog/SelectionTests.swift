import Connector
import JSON
import Testing

@testable import Airbyte

struct `Selection of streams` {
  private func catalog(_ streams: [(name: String, mode: String, cursor: JSON)]) throws -> ConfiguredCatalog {
    let entries = streams.map { stream -> JSON in
      [
        "stream": ["name": .string(stream.name), "namespace": "n", "json_schema": ["type": "object"]],
        "sync_mode": .string(stream.mode), "cursor_field": stream.cursor,
      ]
    }
    return try ConfiguredCatalog(["streams": .array(entries)])
  }

  private func states(_ text: String) throws -> StateDocument {
    try StateDocument(DocumentFile(role: .state, path: "state.json"), Array(text.utf8))
  }

  private let offered: [StreamDescription] = [
    .make("ads"), .make("ad_groups"), .make("pixels", syncModes: [.fullRefresh], cursor: []),
  ]

  @Test func `streams are read in the catalog's order, with their schemas and states`() throws {
    let selection = Selection(
      try catalog([("pixels", "full_refresh", nil), ("ads", "incremental", nil)]), of: offered,
      from: try states(#"{"ads": {"n": 1}}"#))
    #expect(
      selection.requests == [
        StreamRequest(name: "pixels", syncMode: .fullRefresh, schema: ["type": "object"]),
        StreamRequest(name: "ads", syncMode: .incremental, schema: ["type": "object"], state: ["n": 1]),
      ])
    #expect(selection.items.first?.descriptor == StreamDescriptor("pixels", namespace: "n"))
    #expect(selection.notices == [])
  }

  @Test func `a full refresh gets its state, because it may continue an earlier one`() throws {
    let selection = Selection(
      try catalog([("ads", "full_refresh", nil)]), of: offered, from: try states(#"{"ads": {"n": 1}}"#))
    #expect(selection.requests.first?.state == ["n": 1])
    #expect(selection.notices == [])
  }

  static let syncs: [(members: JSONObject, sync: SyncIdentity?)] = [
    ([:], nil), (["sync_id": 7], SyncIdentity(id: 7)),
    (["sync_id": 7, "generation_id": 3], SyncIdentity(id: 7, generation: 3)), (["generation_id": 3], nil),
    // PyAirbyte sends these numbers for every sync.
    (["sync_id": 1, "generation_id": 1], nil), (["sync_id": 0], nil), (["sync_id": .null], nil),
    (["sync_id": "seven", "generation_id": []], nil),
    (["sync_id": 7, "generation_id": "x"], SyncIdentity(id: 7)),
  ]

  @Test(arguments: syncs)
  func `the sync is identified by the ids that the platform sends`(members: JSONObject, sync: SyncIdentity?)
    throws
  {
    var entry: JSONObject = ["stream": ["name": "ads"], "sync_mode": "full_refresh"]
    for member in members.members { entry[member.name] = member.value }
    let catalog = try ConfiguredCatalog(["streams": [.object(entry)]])
    let selection = Selection(catalog, of: offered, from: .none)
    #expect(selection.requests.map(\.sync) == [sync])
  }

  @Test func `states of streams that are not in the catalog lead to notices`() throws {
    let selection = Selection(
      try catalog([("ads", "incremental", nil)]), of: offered,
      from: try states(#"{"ads": {"n": 1}, "old": {"n": 1}, "ad_groups": {"n": 1}}"#))
    #expect(selection.requests.map(\.name) == ["ads"])
    #expect(selection.notices.map(\.level) == [.info, .warning])
    #expect(selection.notices.map { $0.text.contains("ad_groups") } == [true, false])
    #expect(selection.notices.map { $0.text.contains("'old'") } == [false, true])
  }

  @Test func `at most ten unknown streams are named, with their names cut`() throws {
    let long = String(repeating: "x", count: 100_000)
    let others = (10..<40).map { number in #""\#(number)\#(long)": {"n": 1}"# }.joined(separator: ", ")
    let selection = Selection(
      try catalog([("ads", "incremental", [.string(long)])]), of: offered, from: try states("{\(others)}"))
    #expect(selection.notices.count == 1 + 10 + 1)
    #expect(selection.notices.allSatisfy { $0.text.count < 200 })
    #expect(selection.notices.last?.text == "20 more states of unknown streams are ignored.")
  }

  static let cursors: [(mode: String, cursor: JSON, notices: Int)] = [
    ("incremental", ["updated_at"], 1), ("incremental", ["modify_time"], 0), ("incremental", .null, 0),
    ("full_refresh", ["updated_at"], 0),
  ]

  @Test(arguments: cursors)
  func `a cursor other than the stream's own leads to a notice`(mode: String, cursor: JSON, notices: Int)
    throws
  {
    let selection = Selection(try catalog([("ads", mode, cursor)]), of: offered, from: .none)
    #expect(selection.notices.count == notices)
    #expect(selection.notices.allSatisfy { $0.level == .warning && $0.text.contains("updated_at") })
  }

  @Test func `an unknown stream is refused alone, with the nearest name`() throws {
    let wanted = try catalog([
      ("ads", "incremental", nil), ("adgroups", "incremental", nil), ("x", "incremental", nil),
    ])
    let selection = Selection(wanted, of: offered, from: try states(#"{"adgroups": {"n": 1}}"#))
    #expect(selection.requests.map(\.name) == ["ads"])
    #expect(
      selection.refusals == [
        Selection.Refusal(
          StreamDescriptor("adgroups", namespace: "n"),
          .catalog([.unknownStream("adgroups", path: "streams[1]", nearest: "ad_groups")])),
        Selection.Refusal(
          StreamDescriptor("x", namespace: "n"),
          .catalog([.unknownStream("x", path: "streams[2]", nearest: nil)])),
      ])
    // Its state is not left over: the stream is wanted.
    #expect(selection.notices == [])
  }

  @Test func `an entry that is wrong is refused, also where there is no such stream`() throws {
    let document: JSON = [
      "streams": [["stream": ["name": "ads"]], ["stream": ["name": "old"]], ["stream": [:]]]
    ]
    let selection = Selection(try ConfiguredCatalog(document), of: offered, from: .none)
    #expect(selection.requests == [])
    #expect(selection.refusals.map(\.descriptor?.name) == ["ads", "old", nil])
    let counts = selection.refusals.map {
      if case .catalog(let errors) = $0.reason { errors.count } else { 0 }
    }
    #expect(counts == [1, 2, 2])
  }

  @Test func `a name of any length does not make messages of any length`() throws {
    let long = String(repeating: "x", count: 100_000)
    let selection = Selection(try catalog([(long, "incremental", nil)]), of: offered, from: .none)
    #expect(selection.refusals.map(\.descriptor) == [nil])
    let files = ReadFiles(streams: .catalog("catalog.json"), states: .none)
    #expect(selection.refusals.allSatisfy { files.failure($0).message.count < 400 })
  }

  @Test func `a state that is none is refused with its stream, and ignored by a full refresh`() throws {
    let document = try states(#"{"ads": "x", "ad_groups": 3, "other": 1}"#)
    let selection = Selection(
      try catalog([("ads", "incremental", nil), ("ad_groups", "full_refresh", nil)]), of: offered,
      from: document)
    #expect(selection.requests.map(\.name) == ["ad_groups"])
    let error = ShapeError(path: "ads", problem: .kind(expected: "an object", found: "text"))
    #expect(
      selection.refusals
        == [Selection.Refusal(StreamDescriptor("ads", namespace: "n"), .state(error))])
    #expect(selection.notices.map(\.level) == [.info, .warning])
    #expect(selection.notices.map { $0.text.contains("ad_groups is read in full") } == [true, false])
    #expect(selection.notices.map { $0.text.contains("'other'") } == [false, true])
  }

  static let keys: [(key: JSON, lacking: String?)] = [
    ([["ad_id"], ["day"]], nil), (["day", "ad_id"], nil),
    ([["dimensions", "ad_id"], ["dimensions", "day"]], nil),
    (.null, nil), ([], nil), ([["ad_id"], ["day"], ["more"]], nil), ([["ad_id"]], "`day`"),
    ([["dimensions", "ad_id"]], "`day`"), (["id"], "`ad_id`, `day`"),
  ]

  @Test(arguments: keys)
  func `a primary key that lacks fields of the stream's own leads to a notice`(key: JSON, lacking: String?)
    throws
  {
    let document: JSON = [
      "streams": [["stream": ["name": "reports"], "sync_mode": "full_refresh", "primary_key": key]]
    ]
    let reports = StreamDescription.make("reports", key: [["ad_id"], ["day"]])
    let selection = Selection(try ConfiguredCatalog(document), of: [reports], from: .none)
    #expect(selection.notices.map(\.level) == (lacking == nil ? [] : [.warning]))
    #expect(selection.notices.allSatisfy { $0.text.contains("reports lacks \(lacking ?? ""):") })
    #expect(selection.requests.count == 1)
  }

  @Test func `a stream without a cursor is read in full, even if the catalog says incremental`() throws {
    let selection = Selection(try catalog([("pixels", "incremental", nil)]), of: offered, from: .none)
    #expect(selection.requests.map(\.syncMode) == [.fullRefresh])
    #expect(selection.notices.map(\.text) == ["pixels has no cursor and is read in full every time."])
  }

  @Test func `a stream in an unsupported sync mode is refused with the supported ones`() throws {
    let changesOnly = StreamDescription(
      name: "changes", schema: { [:] }, syncModes: [.incremental], primaryKey: [], cursor: ["at"],
      isResumable: true)
    let selection = Selection(
      try catalog([("changes", "full_refresh", nil)]), of: [changesOnly], from: .none)
    #expect(selection.requests == [])
    let error = CatalogError.unsupportedMode(
      "changes", .fullRefresh, path: "streams[0]", offered: [.incremental])
    #expect(selection.refusals.map(\.reason) == [.catalog([error])])
  }
}
