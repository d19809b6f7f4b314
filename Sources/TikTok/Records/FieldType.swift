import JSON

/// The type of a record's field, which decides how the API's value is converted.
indirect enum FieldType: Sendable, Equatable {
  /// Text. Numbers, which TikTok has been seen to send as ids, keep their digits.
  case text
  case integer
  /// Money, rates, averages, with the digits that were received.
  case number
  case boolean
  /// `YYYY-MM-DDTHH:MM:SS`, without a zone.
  case timestamp
  /// `YYYY-MM-DD`.
  case date
  case array(FieldType)
  case object([RecordField])
  /// Any JSON, emitted as received.
  case any
}

/// A named field of a record or of an object within it.
struct RecordField: Sendable, Equatable {
  let name: String
  let type: FieldType
  /// Whether the field may be null or absent.
  let isNullable: Bool

  init(_ name: String, _ type: FieldType, isNullable: Bool = true) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
  }
}

extension FieldType {
  /// The type that a property's JSON Schema describes; ``any`` if it allows several.
  init(schema: JSON) {
    let types = schema["type"]?.string.map { [$0] } ?? schema["type"]?.array?.compactMap(\.string) ?? []
    let values = types.filter { $0 != "null" }
    guard values.count == 1, let type = values.first else {
      self = .any
      return
    }
    switch (type, schema["format"]?.string) {
    case ("string", "date-time"): self = .timestamp
    case ("string", "date"): self = .date
    case ("string", _): self = .text
    case ("integer", _): self = .integer
    case ("number", _): self = .number
    case ("boolean", _): self = .boolean
    case ("array", _): self = .array(schema["items"].map { FieldType(schema: $0) } ?? .any)
    case ("object", _): self = schema["properties"] == nil ? .any : .object(RecordField.fields(of: schema))
    default: self = .any
    }
  }
}

extension RecordField {
  /// The fields of an object's JSON Schema, in the schema's order.
  static func fields(of schema: JSON) -> [RecordField] {
    (schema["properties"]?.object?.members ?? []).map { property in
      let types = property.value["type"]?.array?.compactMap(\.string)
      let isNullable = types?.contains("null") ?? (property.value["type"] == nil)
      return RecordField(property.name, FieldType(schema: property.value), isNullable: isNullable)
    }
  }
}
