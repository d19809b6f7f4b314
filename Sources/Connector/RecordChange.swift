/// A value of a record that is not the source's, because that fits neither the schema nor JSON.
package struct RecordChange: Sendable, Hashable {
  /// The dotted path of the field.
  package let field: String
  package let kind: Kind

  package enum Kind: Sendable {
    /// It is null.
    case nulled
    /// It lacks a part of the source's.
    case truncated
  }

  package init(_ field: String, _ kind: Kind) {
    self.field = field
    self.kind = kind
  }
}
