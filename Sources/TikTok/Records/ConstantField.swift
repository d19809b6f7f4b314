/// A member that is the same in every record of a slice, such as `advertiser_id` and `currency`.
struct ConstantField: Sendable, Equatable {
  /// The field of the layout.
  let field: Int
  /// `"name":value`, as it is written into the record.
  let text: [UInt8]
}
