import Connector
import JSON

/// The bytes around the records of one stream.
struct RecordEnvelope: Sendable {
  private let prefix: [UInt8]

  init(_ stream: StreamDescriptor) {
    var bytes = ByteBuffer()
    bytes.append(#"{"type":"RECORD","record":{"stream":"#)
    bytes.append(quoting: stream.name.rawValue)
    if let namespace = stream.namespace {
      bytes.append(#","namespace":"#)
      bytes.append(quoting: namespace)
    }
    bytes.append(#","data":"#)
    prefix = bytes.array()
  }

  /// The frame of the records that are emitted at `moment` (milliseconds since 1970).
  func frame(at moment: Int) -> RecordFrame {
    let time = #","emitted_at":\#(moment)"#
    return RecordFrame(prefix: prefix, suffix: Array("\(time)}}\n".utf8)) { changes in
      let meta: JSON = ["changes": .array(changes.map(Self.json))]
      return Array(#"\#(time),"meta":\#(meta.text)}}\#n"#.utf8)
    }
  }

  private static func json(of change: RecordChange) -> JSON {
    let kind: JSON =
      switch change.kind {
      case .nulled: "NULLED"
      case .truncated: "TRUNCATED"
      }
    return ["field": .string(change.field), "change": kind, "reason": "SOURCE_SERIALIZATION_ERROR"]
  }
}
