import JSON

/// A measure or descriptor of a report's rows (§3.5 of the fact sheet). The raw value is the API's name.
struct Metric: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  let rawValue: String

  init(rawValue: String) { self.rawValue = rawValue }
  init(stringLiteral value: String) { rawValue = value }

  /// What is documented of it; nil for nothing.
  var fact: MetricFact? { MetricFact.all[rawValue] }

  /// The schema of its values: text where nothing is documented.
  var schema: JSON { ["type": ["null", .string(fact?.type ?? "string")]] }
}

extension Metric: CustomStringConvertible {
  var description: String { rawValue }
}
