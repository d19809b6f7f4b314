import JSON

/// Where a report's dimensions and metrics stand in its records. The raw value is the configuration's word.
enum ReportLayout: String, Sendable, CaseIterable {
  /// In the objects `dimensions` and `metrics`, as the API sends them and as Airbyte's connector writes them. The key
  /// is at the top as well.
  case nested
  /// At the top, each in a column of its own.
  case flat

  /// The objects of a row.
  static let objects = ["dimensions", "metrics"]

  /// A record's schema in this layout, made from the nested one.
  func schema(of nested: JSON) -> JSON {
    switch self {
    case .nested: nested
    case .flat: Self.flattened(nested)
    }
  }

  /// The columns that a catalog's schema asks for, in this layout. The catalog may have been made with the other
  /// layout: a change of the layout keeps the chosen columns.
  /// - Parameters:
  ///   - schema: the stream's schema in the user's catalog.
  ///   - metrics: the names of the stream's metrics.
  /// - Returns: a schema in this layout; nil for all columns.
  func selection(in schema: JSON?, metrics: [String]) -> JSON? {
    guard let properties = schema?["properties"]?.object, let schema else { return nil }
    let isNested = Self.objects.contains { properties[$0] != nil }
    switch self {
    case .flat where isNested:
      // An object without members was chosen as a whole.
      if let metrics = properties["metrics"], metrics["properties"]?.object?.isEmpty ?? true { return nil }
      return Self.flattened(schema)
    case .nested where !isNested:
      let chosen = properties.members.filter { metrics.contains($0.name) }
      guard !chosen.isEmpty else { return schema }
      var members: JSONObject = [:]
      for metric in chosen { members[metric.name] = metric.value }
      var nested = properties
      nested["metrics"] = ["type": "object", "properties": .object(members)]
      return .object(["properties": .object(nested)])
    case .flat, .nested: return schema
    }
  }

  /// The names in a catalog's schema that may be metrics, in either layout.
  static func namedMetrics(in schema: JSON) -> [String] {
    let properties = schema["properties"]
    guard objects.contains(where: { properties?[$0] != nil }) else { return properties?.object?.names ?? [] }
    return properties?["metrics"]?["properties"]?.object?.names ?? []
  }

  private static func flattened(_ schema: JSON) -> JSON {
    guard var object = schema.object, var properties = object["properties"]?.object else { return schema }
    for name in objects {
      let members = properties[name]?["properties"]?.object?.members ?? []
      properties[name] = nil
      // The key's columns are at the top already, with their descriptions.
      for member in members where properties[member.name] == nil {
        properties[member.name] = member.value
      }
    }
    object["properties"] = .object(properties)
    return .object(object)
  }
}
