import JSON

/// A measure or descriptor of a report's rows. The name is the API's; the set is open.
struct Metric: Sendable, Hashable {
  let name: String

  init(_ name: String) { self.name = name }

  /// The schema of its values: text where nothing is documented.
  var schema: JSON { ["type": ["null", .string(MetricFact.all[name]?.type ?? "string")]] }
}
