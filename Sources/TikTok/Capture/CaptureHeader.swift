import Connector
import JSON

/// The first line of a capture: what a replay needs to run the same.
struct CaptureHeader: Sendable {
  let identity: SourceIdentity
  /// `check` or `read`.
  let verb: String
  /// The user's configuration, its references to variables replaced.
  let document: JSON
  /// The streams that are read; nil for a check.
  let requests: [StreamRequest]?
  /// The moment that defines "today".
  let now: UTCTime

  static let version = 1

  /// The line.
  func line(by anonymizer: Anonymizer) -> JSON {
    var line: JSONObject = [
      "capture": .int(Self.version), "connector": .string("\(identity.name) \(identity.version)"),
      "verb": .string(verb), "now": .string(now.recordText + "Z"), "configuration": anonymizer(document),
    ]
    if let requests {
      line["catalog"] = ["streams": .array(requests.map { Self.entry($0, by: anonymizer) })]
      line["states"] = .array(requests.compactMap { Self.state($0, by: anonymizer) })
    }
    return .object(line)
  }

  /// The stream as a configured catalog has it.
  private static func entry(_ request: StreamRequest, by anonymizer: Anonymizer) -> JSON {
    let mode = JSON.string(request.syncMode.rawValue)
    var stream: JSONObject = [
      "name": .string(anonymizer(stream: request.name.rawValue)), "supported_sync_modes": [mode],
    ]
    stream["json_schema"] = columns(request.schema ?? .object([:]), by: anonymizer)
    var entry: JSONObject = [
      "stream": .object(stream), "sync_mode": mode, "destination_sync_mode": "append",
    ]
    if let sync = request.sync {
      entry["sync_id"] = .int(sync.id)
      if let generation = sync.generation { entry["generation_id"] = .int(generation) }
    }
    return .object(entry)
  }

  /// A schema's properties, which is all of it that a read uses.
  private static func columns(_ schema: JSON, by anonymizer: Anonymizer) -> JSON {
    var columns: JSONObject = [:]
    if let properties = schema["properties"]?.object {
      columns["properties"] = .object(
        JSONObject(
          properties.members.map { member in
            let name = anonymizer(.object([member.name: .null])).object?.names.first ?? member.name
            return JSONObject.Member(name, Self.columns(member.value, by: anonymizer))
          }))
    }
    if let items = schema["items"], items.object != nil {
      columns["items"] = Self.columns(items, by: anonymizer)
    }
    return .object(columns)
  }

  /// The stream's state as a message has it; nil if it has none.
  private static func state(_ request: StreamRequest, by anonymizer: Anonymizer) -> JSON? {
    guard let state = request.state else { return nil }
    let descriptor: JSON = ["name": .string(anonymizer(stream: request.name.rawValue))]
    return [
      "type": "STREAM", "stream": ["stream_descriptor": descriptor, "stream_state": anonymizer(state)],
    ]
  }
}
