import Connector
import Foundation
import JSON
import TestSupport
import Testing

@testable import Airbyte

struct `State document` {
  private let file = DocumentFile(role: .state, path: "state.json")

  private func states(_ text: String) throws -> [StreamName: JSON] {
    let document = try StateDocument(file, Array(text.utf8))
    return Dictionary(
      uniqueKeysWithValues: document.names.compactMap { name in document[name].map { (name, $0) } })
  }

  static let entry =
    #"{"type":"STREAM","stream":{"stream_descriptor":{"name":"a","namespace":null},"stream_state":{"n":1}}}"#

  static let understood: [(text: String, states: [StreamName: JSON])] = [
    ("", [:]), (" \n", [:]), ("null", [:]), ("{}", [:]), ("[]", [:]),
    ("[\(entry)]", ["a": ["n": 1]]),
    (entry, ["a": ["n": 1]]),
    (#"{"type":"STATE","state":\#(entry)}"#, ["a": ["n": 1]]),
    (#"[{"type":"STATE","state":\#(entry)}]"#, ["a": ["n": 1]]),
    // Keys that are null, as the models write them.
    (
      #"{"type":null,"stream":{"stream_descriptor":{"name":"a"},"stream_state":{"n":1}},"global":null,"data":null}"#,
      ["a": ["n": 1]]
    ),
    (#"{"stream":{"stream_descriptor":{"name":"a"},"stream_state":{"n":1}}}"#, ["a": ["n": 1]]),
    (#"{"stream_descriptor":{"name":"a"},"stream_state":{"n":1}}"#, ["a": ["n": 1]]),
    // Later entries override earlier ones.
    (
      #"[\#(entry),{"stream_descriptor":{"name":"a"},"stream_state":{"n":2}}]"#, ["a": ["n": 2]]
    ),
    (
      """
      [\(entry)
      , {"type": "STREAM", "stream": {"stream_descriptor": {"name": "b"}, "stream_state": {"n": 2}}}]
      """, ["a": ["n": 1], "b": ["n": 2]]
    ),
    // Entries without a state.
    (#"[{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"}}}]"#, [:]),
    (#"[{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"stream_state":null}}]"#, [:]),
    (#"[{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"stream_state":{}}}]"#, [:]),
    (
      #"[\#(entry),{"stream_descriptor":{"name":"a"},"stream_state":{"__ab_no_cursor_state_message":true}}]"#,
      [:]
    ),
    (
      #"{"type":"GLOBAL","global":{"shared_state":null,"stream_states":[{"stream_descriptor":{"name":"a"},"stream_state":{"n":1}}]}}"#,
      ["a": ["n": 1]]
    ),
    (
      #"{"global":{"stream_states":[{"stream_descriptor":{"name":"a"},"stream_state":{"n":1}}]}}"#,
      ["a": ["n": 1]]
    ),
    (#"{"type":"LEGACY","data":{"a":{"n":1},"b":null}}"#, ["a": ["n": 1]]),
    (#"{"type":null,"stream":null,"data":{"a":{"n":1}}}"#, ["a": ["n": 1]]),
    (#"{"data":{"a":{"n":1}}}"#, ["a": ["n": 1]]),
    (#"{"a":{"n":1},"b":{"n":2}}"#, ["a": ["n": 1], "b": ["n": 2]]),
    // JSON Lines: the output of a read that was killed at the end.
    (
      """
      {"type":"LOG","log":{"level":"INFO","message":"m"}}
      {"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"stream_state":{"n":1}}}}

      {"type":"RECORD","record":{"stream":"a","data":{},"emitted_at":1}}
      {"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"stream_state":{"n":2}}}}
      {"type":"STATE","sta
      """, ["a": ["n": 2]]
    ),
    ("\(entry)\n\(entry)\n", ["a": ["n": 1]]),
    ("\n\(entry)\r\n", ["a": ["n": 1]]),
  ]

  @Test(arguments: understood)
  func `every form of the document is read`(text: String, states expected: [StreamName: JSON]) throws {
    #expect(try states(text) == expected)
  }

  static let wrong: [(text: String, problem: DocumentError.Problem)] = [
    ("3", .shape(ShapeError(path: "", problem: .kind(expected: "an object", found: "a number")))),
    (
      #"["a"]"#, .shape(ShapeError(path: "[0]", problem: .kind(expected: "an object", found: "text")))
    ),
    (
      #"[{"type":"STREAM"}]"#, .shape(ShapeError(path: "[0].stream", problem: .missing))
    ),
    (
      #"[{"type":"STREAM","stream":{"stream_state":{}}}]"#,
      .shape(ShapeError(path: "[0].stream.stream_descriptor", problem: .missing))
    ),
    (
      #"[{"type":"STREAM","stream":{"stream_descriptor":{"name":1}}}]"#,
      .shape(
        ShapeError(
          path: "[0].stream.stream_descriptor.name", problem: .kind(expected: "text", found: "a number")))
    ),
    (
      #"[{"type":"SECRET"}]"#,
      .shape(ShapeError(path: "[0].type", problem: .notOneOf(["STREAM", "GLOBAL", "LEGACY", "STATE"])))
    ),
    (
      #"{"type":"GLOBAL","global":{}}"#,
      .shape(ShapeError(path: "global.stream_states", problem: .missing))
    ),
    ("[1", .invalidJSON(.make(.truncated(at: 2), line: 1, column: 3, nil, .open("]")))),
    (
      "\(entry)\n\(entry)x\n",
      .invalidJSON(.make(.syntax(at: 101), line: 2, column: 102, "`x`", .furtherContent))
    ),
    (
      "\(entry)\n{\"type\":\"STATE\"}\n", .shape(ShapeError(path: "line 2.state", problem: .missing))
    ),
  ]

  static let mistaken: [(text: String, states: [StreamName: JSON], mistakes: [StreamName: ShapeError])] = [
    (
      #"{"a": 3, "b": {"n": 1}}"#, ["b": ["n": 1]],
      ["a": ShapeError(path: "a", problem: .kind(expected: "an object", found: "a number"))]
    ),
    (
      #"[{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"stream_state":"x"}}]"#, [:],
      [
        "a": ShapeError(
          path: "[0].stream.stream_state", problem: .kind(expected: "an object", found: "text"))
      ]
    ),
    // The newest state counts.
    (
      #"[\#(entry),{"stream_descriptor":{"name":"a"},"stream_state":[1]}]"#, [:],
      ["a": ShapeError(path: "[1].stream_state", problem: .kind(expected: "an object", found: "an array"))]
    ),
    (#"[{"stream_descriptor":{"name":"a"},"stream_state":[1]},\#(entry)]"#, ["a": ["n": 1]], [:]),
    // An empty value is no state.
    (#"{"a": "", "b": []}"#, [:], [:]),
  ]

  @Test(arguments: mistaken)
  func `a state that is none is a mistake of its stream alone`(
    text: String, states expected: [StreamName: JSON], mistakes: [StreamName: ShapeError]
  ) throws {
    #expect(try states(text) == expected)
    #expect(try StateDocument(file, Array(text.utf8)).mistakes == mistakes)
  }

  @Test(arguments: wrong)
  func `each mistake has its own error, which contains the place`(
    text: String, problem: DocumentError.Problem
  ) {
    let error = #expect(throws: DocumentError.self) { try states(text) }
    #expect(error?.problem == problem)
  }

  @Test func `every error says how to fix it`() throws {
    let texts = Self.wrong.map { DocumentError(file: file, problem: $0.problem).message + "\n" }
    try expectSnapshot(texts.joined(), named: "state-errors.txt")
  }
}
