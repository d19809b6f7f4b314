import JSON

/// Which fields of a record, or of an object within it, the user's catalog selects, and the types that it declares for
/// them.
struct FieldSelection: Sendable, Equatable {
  /// The selected names; nil for all of them.
  private let names: Set<String>?
  /// The fields, and the elements of arrays, that the catalog declares another type for.
  private let declared: [String: DeclaredType]
  /// The selections within fields that are objects.
  private let nested: [String: FieldSelection]
  /// Whether fields that the schema does not have are emitted. They are unless a field of the schema is deselected.
  let keepsUnknown: Bool

  /// Selects everything that the API sends.
  static let everything = FieldSelection(names: nil, declared: [:], nested: [:], keepsUnknown: true)

  private init(
    names: Set<String>?, declared: [String: DeclaredType], nested: [String: FieldSelection],
    keepsUnknown: Bool
  ) {
    self.names = names
    self.declared = declared
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
    var declared: [String: DeclaredType] = [:]
    for field in fields {
      guard let property = properties[field.name] else { continue }
      declared[field.name] = DeclaredType(FieldType(schema: property), for: field.type)
      guard let members = field.type.objectFields else { continue }
      nested[field.name] = FieldSelection(of: members, in: property["items"] ?? property)
    }
    self.init(
      names: wanted, declared: declared, nested: nested,
      keepsUnknown: fields.allSatisfy { wanted.contains($0.name) })
  }

  /// Whether the field `name` is selected.
  func includes(_ name: String) -> Bool { names?.contains(name) ?? true }

  /// The catalog's type of the field `name`, or of its elements if it is an array; nil where it is the field's own.
  func declaredType(of name: String) -> DeclaredType? { declared[name] }

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
