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
    #expect(stream.primaryKey == [["id"]])
    #expect(stream.path == "streams[0]")
  }

  @Test(.timeLimit(.minutes(5))) func `a catalog of very many streams is read in linear time`() throws {
    let names = (0..<50_000).map { "stream\($0)" }
    func catalog(_ names: [String]) -> JSON {
      ["streams": .array(names.map { ["stream": ["name": .string($0)], "sync_mode": "full_refresh"] })]
    }
    #expect(try ConfiguredCatalog(catalog(names)).streams.count == names.count)
    let twice = try ConfiguredCatalog(catalog(names + ["stream0"]))
    #expect(twice.streams.count == names.count - 1)
    #expect(twice.refused.map(\.errors) == [[.twice("stream0", path: "streams[50000]")]])
    let often = try ConfiguredCatalog(catalog(Array(repeating: "a", count: 50_000)))
    #expect(often.refused.map(\.errors.count) == [10])
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

  static let keys: [(field: JSON, key: [[String]])] = [
    ([["a"], ["b", "c"]], [["a"], ["b", "c"]]), (["a", "b"], [["a"], ["b"]]), ("a", [["a"]]), ([], []),
    (.null, []),
  ]

  @Test(arguments: keys)
  func `a primary key is paths or names`(field: JSON, key: [[String]]) throws {
    let catalog = Self.one(["stream": ["name": "a"], "sync_mode": "full_refresh", "primary_key": field])
    #expect(try ConfiguredCatalog(catalog).streams.first?.primaryKey == key)
  }

  private static func one(_ members: JSONObject) -> JSON { ["streams": [.object(members)]] }

  static let useless: [(document: JSON, error: CatalogError)] = [
    ([:], .shape(ShapeError(path: "streams", problem: .missing))),
    (["streams": nil], .shape(ShapeError(path: "streams", problem: .missing))),
    (
      ["streams": [:]],
      .shape(ShapeError(path: "streams", problem: .kind(expected: "an array", found: "an object")))
    ),
    (["streams": []], .empty),
    (one(["name": "a", "json_schema": [:]]), .discovered),
    (["type": "CATALOG", "catalog": ["streams": []]], .discovered),
  ]

  @Test(arguments: useless)
  func `what is no catalog at all is an error`(document: JSON, error: CatalogError) {
    #expect(throws: error) { try ConfiguredCatalog(document) }
  }

  static let wrong: [(entry: JSON, name: StreamName?, errors: [CatalogError])] = [
    (
      "ads", nil,
      [.shape(ShapeError(path: "streams[1]", problem: .kind(expected: "an object", found: "text")))]
    ),
    (
      nil, nil, [.shape(ShapeError(path: "streams[1]", problem: .kind(expected: "an object", found: "null")))]
    ),
    (
      ["sync_mode": "incremental"], nil,
      [.shape(ShapeError(path: "streams[1].stream", problem: .missing))]
    ),
    (
      ["name": "a", "sync_mode": "incremental"], "a",
      [.shape(ShapeError(path: "streams[1].stream", problem: .missing))]
    ),
    (
      ["stream": [:], "sync_mode": "incremental"], nil,
      [.shape(ShapeError(path: "streams[1].stream.name", problem: .missing))]
    ),
    (
      ["stream": ["name": 3], "sync_mode": "incremental"], nil,
      [
        .shape(
          ShapeError(path: "streams[1].stream.name", problem: .kind(expected: "text", found: "a number")))
      ]
    ),
    (["stream": ["name": "a"]], "a", [.shape(ShapeError(path: "streams[1].sync_mode", problem: .missing))]),
    (
      ["stream": ["name": "a"], "sync_mode": "INVALID"], "a",
      [
        .shape(
          ShapeError(path: "streams[1].sync_mode", problem: .notOneOf(["full_refresh", "incremental"])))
      ]
    ),
    // All that is wrong with an entry is said at once.
    (
      [
        "stream": ["name": "a", "json_schema": []], "sync_mode": 1, "cursor_field": [1], "primary_key": [[1]],
      ], "a",
      [
        .shape(
          ShapeError(
            path: "streams[1].stream.json_schema", problem: .kind(expected: "an object", found: "an array"))),
        .shape(ShapeError(path: "streams[1].sync_mode", problem: .kind(expected: "text", found: "a number"))),
        .shape(
          ShapeError(path: "streams[1].cursor_field[0]", problem: .kind(expected: "text", found: "a number"))),
        .shape(
          ShapeError(
            path: "streams[1].primary_key[0][0]", problem: .kind(expected: "text", found: "a number"))),
      ]
    ),
    (
      ["stream": ["name": "a", "namespace": 1], "sync_mode": "incremental"], "a",
      [
        .shape(
          ShapeError(path: "streams[1].stream.namespace", problem: .kind(expected: "text", found: "a number"))
        )
      ]
    ),
  ]

  @Test(arguments: wrong)
  func `an entry that is wrong is refused alone, with each mistake and its place`(
    entry: JSON, name: StreamName?, errors: [CatalogError]
  ) throws {
    let good: JSON = ["stream": ["name": "good"], "sync_mode": "incremental"]
    let catalog = try ConfiguredCatalog([
      "streams": [good, entry, ["stream": ["name": "b"], "sync_mode": "incremental"]]
    ])
    #expect(catalog.streams.map(\.descriptor.name) == ["good", "b"])
    let descriptor = name.map { StreamDescriptor($0) }
    #expect(catalog.refused == [RefusedStream(path: "streams[1]", descriptor: descriptor, errors: errors)])
  }

  @Test func `a stream that is named twice is refused once, with what else is wrong in its entries`() throws {
    let (first, second): (JSON, JSON) = (
      ["stream": ["name": "a", "namespace": "n"], "sync_mode": "incremental"],
      ["stream": ["name": "a"], "sync_mode": "full_refresh"]
    )
    let broken: JSON = ["stream": ["name": "a"]]
    let error = CatalogError.shape(ShapeError(path: "streams[1].sync_mode", problem: .missing))
    let descriptor = StreamDescriptor("a", namespace: "n")
    #expect(
      try ConfiguredCatalog(["streams": [first, second]]).refused
        == [
          RefusedStream(path: "streams[0]", descriptor: descriptor, errors: [.twice("a", path: "streams[1]")])
        ])
    #expect(
      try ConfiguredCatalog(["streams": [first, broken, second]]).refused
        == [
          RefusedStream(
            path: "streams[0]", descriptor: descriptor,
            errors: [error, .twice("a", path: "streams[1]"), .twice("a", path: "streams[2]")])
        ])
  }

  @Test func `every error says how to fix it`() throws {
    let others: [CatalogError] = [
      .twice("a", path: "streams[1]"),
      .unknownStream("ad", path: "streams[3]", nearest: "ads"),
      .unknownStream("orders", path: "streams[3]", nearest: nil),
      .unsupportedMode("a", .incremental, path: "streams[3]", offered: [.fullRefresh]),
    ]
    let file = DocumentFile(role: .catalog, path: "catalog.json")
    let texts = (Self.useless.map(\.error) + Self.wrong.flatMap(\.errors) + others).map {
      DocumentError(file: file, problem: .catalog($0)).message + "\n"
    }
    try expectSnapshot(texts.joined(), named: "catalog-errors.txt")
  }
}
