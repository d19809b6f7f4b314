import Connector
import JSON

/// A stream as messages name it.
struct StreamDescriptor: Sendable, Hashable {
  let name: StreamName
  /// As the configured catalog gave it; this program's own catalog has none.
  let namespace: String?

  init(_ name: StreamName, namespace: String? = nil) {
    self.name = name
    self.namespace = namespace
  }

  /// Of its texts, in bytes.
  var length: Int { name.rawValue.utf8.count + (namespace?.utf8.count ?? 0) }

  var json: JSON {
    var object: JSONObject = ["name": .string(name.rawValue)]
    object["namespace"] = namespace.map(JSON.string)
    return .object(object)
  }
}
