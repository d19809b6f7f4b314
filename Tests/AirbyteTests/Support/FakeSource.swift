import Connector
import JSON

/// A source with the configuration `{"token": …}` whose check and read are functions of the test.
struct FakeSource: Source {
  struct Configuration: Sendable {
    var token = ""
  }

  typealias Read = @Sendable ([StreamRequest], any RecordSink) async throws -> Void

  var offered: [StreamDescription] = ["a", "b", "c"].map { .make($0) }
  var onRead: Read = { streams, sink in
    for stream in streams { try await sink.complete(stream.name) }
  }
  var onCheck: @Sendable (any Log) async throws -> Void = { _ in }

  var identity: SourceIdentity { SourceIdentity(name: "source-fake", version: "1.2.3") }

  var specification: JSON {
    [
      "documentationUrl": "https://example.com",
      "connectionSpecification": [
        "type": "object", "properties": ["token": ["type": "string", "airbyte_secret": true]],
      ],
    ]
  }

  func configuration(from document: JSON) throws(SourceFailure) -> Configuration {
    guard let token = document["token"]?.string else {
      throw SourceFailure(.configuration, "`token` is missing. Put the token there.")
    }
    guard !token.contains(" ") else {
      throw SourceFailure(.configuration, "`token` \(token) has a blank in it. Take it out.", detail: token)
    }
    return Configuration(token: token)
  }

  func secrets(of configuration: Configuration) -> [String] { [configuration.token] }

  func check(_ configuration: Configuration, log: any Log) async throws { try await onCheck(log) }

  func streams(for configuration: Configuration) -> [StreamDescription] { offered }

  func read(
    _ streams: [StreamRequest], with configuration: Configuration, into sink: any RecordSink
  ) async throws { try await onRead(streams, sink) }
}

extension StreamDescription {
  static func make(
    _ name: StreamName, syncModes: [SyncMode] = [.fullRefresh, .incremental], key: [[String]] = [["id"]],
    cursor: [String] = ["modify_time"], isResumable: Bool = true
  ) -> StreamDescription {
    StreamDescription(
      name: name, schema: { ["type": "object", "properties": ["id": ["type": "string"]]] },
      syncModes: syncModes,
      primaryKey: key, cursor: cursor, isResumable: isResumable)
  }
}

extension RecordSink {
  /// Writes `count` records `{"id":"…"}` of `width` characters each as one page.
  func write(_ stream: StreamName, records count: Int, width: Int = 8) async throws {
    try await write(stream) { frame, buffer in
      let value = String(repeating: "x", count: width)
      for _ in 0..<count {
        buffer.append(frame.prefix)
        buffer.append(json: ["id": .string(value)])
        buffer.append(frame.suffix)
      }
      return count
    }
  }

  func checkpoint(_ stream: StreamName, at n: Int) async throws {
    try await checkpoint(stream) { ["n": .int(n)] }
  }
}
