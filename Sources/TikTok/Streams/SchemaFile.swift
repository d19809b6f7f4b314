import Connector
import JSON

/// One file of `Schemas/`, embedded in the binary under its name.
struct SchemaFile: Sendable, Equatable {
  /// The file's name without its ending, which is the name of the family of streams.
  let name: String
  /// The file's content, a JSON Schema.
  let text: String

  /// The schema. A property may be a reference to one of another file, such as
  /// `{"$ref": "ads_reports.json#/properties/metrics"}`.
  /// - Throws: `SourceFailure` of kind `system` if the file is damaged, which a test rules out.
  func schema() throws(SourceFailure) -> JSON {
    let schema = try parsed()
    guard var object = schema.object, var properties = object["properties"]?.object else { return schema }
    for property in properties.members {
      guard let reference = property.value["$ref"]?.string else { continue }
      properties[property.name] = try Self.property(at: reference, from: name)
    }
    object["properties"] = .object(properties)
    return .object(object)
  }

  private func parsed() throws(SourceFailure) -> JSON {
    do {
      return try JSON(parsing: text)
    } catch {
      throw SourceFailure(.system, "The schema of `\(name)` is damaged.", detail: "\(error)")
    }
  }

  /// A property at the top of another file's schema.
  private static func property(at reference: String, from name: String) throws(SourceFailure) -> JSON {
    let parts = reference.split(separator: "/")
    let file = parts.first.flatMap { part in all.first { part == "\($0.name).json#" } }
    guard let file, parts.count == 3, parts[1] == "properties",
      let property = try file.parsed()["properties"]?[String(parts[2])]
    else {
      throw SourceFailure(.system, "The schema of `\(name)` is damaged.", detail: "There is no \(reference).")
    }
    return property
  }
}
