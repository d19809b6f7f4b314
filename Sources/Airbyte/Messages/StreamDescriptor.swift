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

  var json: JSON {
    var object: JSONObject = ["name": .string(name.rawValue)]
    object["namespace"] = namespace.map(JSON.string)
    return .object(object)
  }
}
