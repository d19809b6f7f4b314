import Connector
import JSON
import Secrets

/// A message of the Airbyte protocol 0.3.2, all but records: see ``RecordEnvelope``.
enum Message: Sendable {
  case spec(JSON)
  case connectionStatus(ConnectionStatus)
  case catalog(entries: [JSON])
  /// `records`: those of the stream since its previous state.
  case state(StreamDescriptor, JSON, records: Int)
  case log(LogLevel, String)
  /// `at`: milliseconds since 1970.
  case trace(Trace, at: Int)

  /// Whether a source can be read from.
  enum ConnectionStatus: Sendable, Equatable {
    case succeeded
    case failed(String)
  }

  /// The message with the secrets blanked out of its texts. Records and states are data, not texts.
  func redacted(by redaction: Redaction) -> Message {
    switch self {
    case .spec, .catalog, .state, .connectionStatus(.succeeded): self
    case .connectionStatus(.failed(let text)): .connectionStatus(.failed(redaction(text)))
    case .log(let level, let text): .log(level, redaction(text))
    case .trace(let trace, let moment): .trace(trace.redacted(by: redaction), at: moment)
    }
  }

  /// What a person must hear at once: an error, or the verdict of a check. nil for other messages.
  var complaint: String? {
    switch self {
    case .trace(.error(let failure, let stream), _):
      stream.map { "\($0.name): \(failure.message)" } ?? failure.message
    case .connectionStatus(.failed(let text)): text
    case .connectionStatus(.succeeded): "The check succeeded."
    case .spec, .catalog, .state, .log, .trace: nil
    }
  }

  var json: JSON {
    switch self {
    case .spec(let specification): ["type": "SPEC", "spec": specification.withProtocolVersion]
    case .connectionStatus(.succeeded):
      ["type": "CONNECTION_STATUS", "connectionStatus": ["status": "SUCCEEDED"]]
    case .connectionStatus(.failed(let text)):
      ["type": "CONNECTION_STATUS", "connectionStatus": ["status": "FAILED", "message": .string(text)]]
    case .catalog(let entries):
      ["type": "CATALOG", "catalog": ["streams": .array(entries)]]
    case .state(let stream, let state, let records):
      [
        "type": "STATE",
        "state": [
          "type": "STREAM",
          "stream": ["stream_descriptor": stream.json, "stream_state": state],
          "sourceStats": ["recordCount": .float(records)],
        ],
      ]
    case .log(let level, let text):
      ["type": "LOG", "log": ["level": .string(level.rawValue), "message": .string(text)]]
    case .trace(let trace, let moment): ["type": "TRACE", "trace": trace.json(at: moment)]
    }
  }
}

extension ByteBuffer {
  /// Appends a message as a line.
  mutating func append(line message: Message) {
    append(json: message.json)
    append(ASCII.lineFeed)
  }
}

extension JSON {
  /// A count as the protocol wants it: with a decimal point, so that no reader takes it for a 32-bit integer.
  fileprivate static func float(_ count: Int) -> JSON {
    JSONNumber("\(count).0").map(JSON.number) ?? .int(count)
  }

  fileprivate var withProtocolVersion: JSON {
    guard var specification = object, specification["protocol_version"] == nil else { return self }
    specification["protocol_version"] = "0.3.2"
    return .object(specification)
  }
}
