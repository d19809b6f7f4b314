import Connector
import JSON
import TestSupport
import Testing

@testable import Airbyte

struct `Configured catalog` {
  /// The form that the CDK's tests use: every key of the models, most of them null.
  static let verbose: JSON = [
    "streams": [
      [
        "stream": [
          "name": "ads", "json_schema": ["type": "object", "properties": ["id": ["type": "string"]]],
          "supported_sync_modes": ["full_refresh"], "source_defined_cursor": nil, "namespace": nil,
          "default_cursor_field": nil, "is_file_based": nil,
        ],
        "sync_mode": "incremental", "cursor_field": nil, "destination_sync_mode": "append_dedup",
        "primary_key": [["id"]], "generation_id": 7, "unheard_of": ["x": 1],
      ]
    ]
  ]

  @Test func `the fields that the source needs are read and all others ignored`() throws {
    let stream = try #require(try ConfiguredCatalog(Self.verbose).streams.first)
    #expect(stream.descriptor == StreamDescriptor("ads"))
    #expect(stream.syncMode == .incremental)
    #expect(stream.schema == ["type": "object", "properties": ["id": ["type": "string"]]])
    #expect(stream.cursor == [])
    #expect(stream.path == "streams[0]")
  }

  @Test(.timeLimit(.minutes(5))) func `a catalog of very many streams is read in linear time`() throws {
    let names = (0..<50_000).map { "stream\($0)" }
    func catalog(_ names: [String]) -> JSON {
      ["streams": .array(names.map { ["stream": ["name": .string($0)], "sync_mode": "full_refresh"] })]
    }
    #expect(try ConfiguredCatalog(catalog(names)).streams.count == names.count)
    let name = StreamName("stream0")
    #expect(throws: CatalogError.twice(name, path: "streams[50000]")) {
      try ConfiguredCatalog(catalog(names + ["stream0"]))
    }
  }

  static let cursors: [(field: JSON, cursor: [String])] = [
    (["modify_time"], ["modify_time"]), ("modify_time", ["modify_time"]), (["a", "b"], ["a", "b"]), ([], []),
    (.null, []),
  ]

  @Test(arguments: cursors)
  func `a cursor field is a path or a name`(field: JSON, cursor: [String]) throws {
    let catalog: JSON = [
      "streams": [["stream": ["name": "a"], "sync_mode": "full_refresh", "cursor_field": field]]
    ]
    #expect(try ConfiguredCatalog(catalog).streams.first?.cursor == cursor)
  }

  private static func one(_ members: JSONObject) -> JSON { ["streams": [.object(members)]] }

  static let wrong: [(document: JSON, error: CatalogError)] = [
    ([:], .shape(ShapeError(path: "streams", problem: .missing))),
    (["streams": nil], .shape(ShapeError(path: "streams", problem: .missing))),
    (
      ["streams": [:]],
      .shape(ShapeError(path: "streams", problem: .kind(expected: "an array", found: "an object")))
    ),
    (["streams": []], .empty),
    (
      ["streams": ["ads"]],
      .shape(ShapeError(path: "streams[0]", problem: .kind(expected: "an object", found: "text")))
    ),
    (one([:]), .shape(ShapeError(path: "streams[0].stream", problem: .missing))),
    (one(["stream": [:]]), .shape(ShapeError(path: "streams[0].stream.name", problem: .missing))),
    (
      one(["stream": ["name": 3]]),
      .shape(
        ShapeError(path: "streams[0].stream.name", problem: .kind(expected: "text", found: "a number")))
    ),
    (
      one(["stream": ["name": "a"]]), .shape(ShapeError(path: "streams[0].sync_mode", problem: .missing))
    ),
    (
      one(["stream": ["name": "a"], "sync_mode": "INVALID"]),
      .shape(ShapeError(path: "streams[0].sync_mode", problem: .notOneOf(["full_refresh", "incremental"])))
    ),
    (
      one(["stream": ["name": "a", "json_schema": []], "sync_mode": "incremental"]),
      .shape(
        ShapeError(
          path: "streams[0].stream.json_schema", problem: .kind(expected: "an object", found: "an array")))
    ),
    (
      one(["stream": ["name": "a"], "sync_mode": "incremental", "cursor_field": [1]]),
      .shape(
        ShapeError(path: "streams[0].cursor_field[0]", problem: .kind(expected: "text", found: "a number")))
    ),
    (one(["name": "a", "json_schema": [:]]), .discovered),
    (["type": "CATALOG", "catalog": ["streams": []]], .discovered),
    (
      [
        "streams": [
          ["stream": ["name": "a"], "sync_mode": "incremental"],
          ["stream": ["name": "a"], "sync_mode": "full_refresh"],
        ]
      ], .twice("a", path: "streams[1]")
    ),
  ]

  @Test(arguments: wrong)
  func `each mistake has its own error, which contains the place`(document: JSON, error: CatalogError) {
    #expect(throws: error) { try ConfiguredCatalog(document) }
  }

  @Test func `every error says how to fix it`() throws {
    let others: [CatalogError] = [
      .unknownStream("ad", path: "streams[3]", nearest: "ads"),
      .unknownStream("orders", path: "streams[3]", nearest: nil),
      .unsupportedMode("a", .incremental, path: "streams[3]", offered: [.fullRefresh]),
    ]
    let file = DocumentFile(role: .catalog, path: "catalog.json")
    let texts = (Self.wrong.map(\.error) + others).map {
      DocumentError(file: file, problem: .catalog($0)).message + "\n"
    }
    try expectSnapshot(texts.joined(), named: "catalog-errors.txt")
  }
}
