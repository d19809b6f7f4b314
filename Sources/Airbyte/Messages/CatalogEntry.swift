import Connector
import JSON

extension StreamDescription {
  /// The stream as `discover` lists it.
  /// - Throws: `SourceFailure` of kind `system` for a damaged schema.
  func catalogEntry() throws(SourceFailure) -> JSON {
    var entry: JSONObject = [
      "name": .string(name.rawValue),
      "json_schema": try schema(),
      "supported_sync_modes": .array(syncModes.map { .string($0.rawValue) }),
    ]
    if !cursor.isEmpty {
      entry["source_defined_cursor"] = true
      entry["default_cursor_field"] = .array(cursor.map(JSON.string))
    } else if isResumable {
      // The protocol asks for it wherever `is_resumable` is set, also when the source's cursor is no field.
      entry["source_defined_cursor"] = true
    }
    if !primaryKey.isEmpty {
      entry["source_defined_primary_key"] = .array(primaryKey.map { .array($0.map(JSON.string)) })
    }
    entry["is_resumable"] = .bool(isResumable)
    return .object(entry)
  }
}
