import JSON

/// Which fields of a record, or of an object within it, the user's catalog selects.
struct FieldSelection: Sendable, Equatable {
  /// The selected names; nil for all of them.
  private let names: Set<String>?
  /// The selections within fields that are objects.
  private let nested: [String: FieldSelection]
  /// Whether fields that the schema does not have are emitted. They are unless a field of the schema is deselected.
  let keepsUnknown: Bool

  /// Selects everything that the API sends.
  static let everything = FieldSelection(names: nil, nested: [:], keepsUnknown: true)

  private init(names: Set<String>?, nested: [String: FieldSelection], keepsUnknown: Bool) {
    self.names = names
    self.nested = nested
    self.keepsUnknown = keepsUnknown
  }

  /// Compares the stream's fields with the schema in the user's catalog.
  /// - Parameters:
  ///   - fields: the stream's fields.
  ///   - schema: the catalog's JSON Schema; everything is selected if it is nil or has no properties.
  init(of fields: [RecordField], in schema: JSON?) {
    guard let properties = schema?["properties"]?.object, !properties.isEmpty else {
      self = .everything
      return
    }
    let wanted = Set(properties.names)
    var nested: [String: FieldSelection] = [:]
    for field in fields {
      guard let members = field.type.objectFields, let property = properties[field.name] else { continue }
      nested[field.name] = FieldSelection(of: members, in: property["items"] ?? property)
    }
    self.init(
      names: wanted, nested: nested, keepsUnknown: fields.allSatisfy { wanted.contains($0.name) })
  }

  /// Whether the field `name` is selected.
  func includes(_ name: String) -> Bool { names?.contains(name) ?? true }

  /// The selection within the object `name`.
  func within(_ name: String) -> FieldSelection { nested[name] ?? .everything }
}

extension FieldType {
  /// The members of an object, or of the objects in an array; nil for other types.
  var objectFields: [RecordField]? {
    switch self {
    case .object(let fields), .array(.object(let fields)): fields
    default: nil
    }
  }
}
