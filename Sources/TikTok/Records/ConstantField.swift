/// A member that every record of a slice carries: `advertiser_id`, `currency` …
struct ConstantField: Sendable, Equatable {
  /// The field of the layout.
  let field: Int
  /// `"name":value`, as it stands in the record.
  let text: [UInt8]
}
