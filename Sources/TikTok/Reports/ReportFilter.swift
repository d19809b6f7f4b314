import JSON

/// A condition on a report's rows (§3.1 of the fact sheet).
struct ReportFilter: Sendable, Hashable {
  let field: String
  let type: FilterType
  /// The value as the API takes it: text, and for several values JSON as text.
  let value: String

  /// - Parameters:
  ///   - field: the API's `field_name`.
  ///   - values: ids or words. A row must have one of them.
  init(_ field: String, in values: [String]) {
    self.init(field, .isIn, value: JSON.array(values.map { .string($0) }).text)
  }

  init(_ field: String, _ type: FilterType, value: String) {
    self.field = field
    self.type = type
    self.value = value
  }

  /// Whether it admits an object with an id of its field; true where it does not compare ids.
  func admits(_ id: String) -> Bool {
    guard type == .isIn || type == .isNotIn,
      let values = (try? JSON(parsing: value))?.array?.compactMap(\.string)
    else { return true }
    return values.contains(id) == (type == .isIn)
  }

  /// The element of `filtering`.
  var json: JSON {
    ["field_name": .string(field), "filter_type": .string(type.rawValue), "filter_value": .string(value)]
  }
}

/// How a row's value is compared with a filter's. The raw value is the API's `filter_type` (§3.1).
enum FilterType: String, Sendable, CaseIterable {
  case isIn = "IN"
  case isNotIn = "NOT_IN"
  case containsAny = "CONTAIN_ANY_OF"
  case match = "MATCH"
  case atLeast = "GREATER_EQUAL"
  case above = "GREATER_THAN"
  case atMost = "LOWER_EQUAL"
  case below = "LOWER_THAN"
  case between = "BETWEEN"

  /// Whether it takes several values, as a JSON array in a text.
  var takesSeveral: Bool {
    switch self {
    case .isIn, .isNotIn, .containsAny, .between: true
    case .match, .atLeast, .above, .atMost, .below: false
    }
  }
}
