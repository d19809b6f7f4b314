import Connector
import JSON
import Secrets
import Testing

@testable import Airbyte

/// How each message is written, as in `airbyte-protocol-models-pdv2`.
struct `Message spelling` {
  static let stream = StreamDescriptor("a")
  static let named = StreamDescriptor("a", namespace: "n")

  static let messages: [(message: Message, line: String)] = [
    (
      .spec(["connectionSpecification": ["type": "object"]]),
      #"{"type":"SPEC","spec":{"connectionSpecification":{"type":"object"},"protocol_version":"0.3.2"}}"#
    ),
    (
      .spec(["protocol_version": "0.2.0"]), #"{"type":"SPEC","spec":{"protocol_version":"0.2.0"}}"#
    ),
    (
      .connectionStatus(.succeeded),
      #"{"type":"CONNECTION_STATUS","connectionStatus":{"status":"SUCCEEDED"}}"#
    ),
    (
      .connectionStatus(.failed("no")),
      #"{"type":"CONNECTION_STATUS","connectionStatus":{"status":"FAILED","message":"no"}}"#
    ),
    (.log(.warning, "a\nb"), #"{"type":"LOG","log":{"level":"WARN","message":"a\nb"}}"#),
    (
      .state(stream, ["n": 1], records: 1000),
      #"{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"#
        + #""stream_state":{"n":1}},"sourceStats":{"recordCount":1000.0}}}"#
    ),
    (
      .state(named, [:], records: 0),
      #"{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"a","namespace":"n"},"#
        + #""stream_state":{}},"sourceStats":{"recordCount":0.0}}}"#
    ),
    (
      .trace(.error(SourceFailure(.transient, "m", detail: "d"), named), at: 5),
      #"{"type":"TRACE","trace":{"type":"ERROR","emitted_at":5,"error":{"message":"m","#
        + #""internal_message":"d","failure_type":"transient_error","#
        + #""stream_descriptor":{"name":"a","namespace":"n"}}}}"#
    ),
    (
      .trace(.error(SourceFailure(.configuration, "m"), nil), at: 5),
      #"{"type":"TRACE","trace":{"type":"ERROR","emitted_at":5,"error":{"message":"m","#
        + #""failure_type":"config_error"}}}"#
    ),
    (
      .trace(.status(.started, stream), at: 5),
      #"{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":5,"stream_status":{"#
        + #""stream_descriptor":{"name":"a"},"status":"STARTED"}}}"#
    ),
    (
      .trace(.status(.running, stream, quotaReset: 7), at: 5),
      #"{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":5,"stream_status":{"#
        + #""stream_descriptor":{"name":"a"},"status":"RUNNING","#
        + #""reasons":[{"type":"RATE_LIMITED","rate_limited":{"quota_reset":7}}]}}}"#
    ),
    (
      .trace(.estimate(12, named), at: 5),
      #"{"type":"TRACE","trace":{"type":"ESTIMATE","emitted_at":5,"estimate":{"name":"a","namespace":"n","#
        + #""type":"STREAM","row_estimate":12}}}"#
    ),
  ]

  @Test(arguments: messages)
  func `a message is one compact line`(message: Message, line: String) {
    var buffer = ByteBuffer()
    buffer.append(line: message)
    #expect(String(decoding: buffer.array(), as: UTF8.self) == line + "\n")
  }

  static let streams: [(stream: StreamDescription, entry: JSON)] = [
    (
      .make("a"),
      [
        "name": "a", "json_schema": ["type": "object", "properties": ["id": ["type": "string"]]],
        "supported_sync_modes": ["full_refresh", "incremental"], "source_defined_cursor": true,
        "default_cursor_field": ["modify_time"], "source_defined_primary_key": [["id"]], "is_resumable": true,
      ]
    ),
    (
      .make("a", syncModes: [.fullRefresh], key: [], cursor: [], isResumable: false),
      [
        "name": "a", "json_schema": ["type": "object", "properties": ["id": ["type": "string"]]],
        "supported_sync_modes": ["full_refresh"], "is_resumable": false,
      ]
    ),
    (
      .make("a", syncModes: [.fullRefresh], key: [["x"], ["y", "z"]], cursor: [], isResumable: true),
      [
        "name": "a", "json_schema": ["type": "object", "properties": ["id": ["type": "string"]]],
        "supported_sync_modes": ["full_refresh"], "source_defined_cursor": true,
        "source_defined_primary_key": [["x"], ["y", "z"]], "is_resumable": true,
      ]
    ),
  ]

  @Test(arguments: streams)
  func `a stream is listed with its key, cursor and modes`(stream: StreamDescription, entry: JSON) throws {
    let message = Message.catalog(entries: [try stream.catalogEntry()])
    #expect(message.json == ["type": "CATALOG", "catalog": ["streams": [entry]]])
  }

  @Test func `secrets are removed from texts, not from data`() {
    let redaction = Redaction(["s3cret"])
    let failure = SourceFailure(.system, "m s3cret", detail: "d s3cret")
    for message in [
      Message.log(.info, "x s3cret"), .connectionStatus(.failed("x s3cret")),
      .trace(.error(failure, nil), at: 5),
    ] {
      let text = message.redacted(by: redaction).json.text
      #expect(!text.contains("s3cret"))
      #expect(text.contains("****"))
    }
    #expect(
      Message.state(Self.stream, ["c": "s3cret"], records: 1).redacted(by: redaction).json.text.contains(
        "s3cret"))
  }
}
