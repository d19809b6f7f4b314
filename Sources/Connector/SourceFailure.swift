/// Why the source cannot go on, in words for its user.
package struct SourceFailure: Error, Sendable, Equatable {
  /// Who can fix it.
  package enum Kind: String, Sendable {
    /// The user: the configuration, the catalog, the state or a grant is wrong.
    case configuration = "config_error"
    /// Time: it should work again later.
    case transient = "transient_error"
    /// The developers.
    case system = "system_error"
  }

  package let kind: Kind
  /// What happened and what to do about it: whole sentences, without secrets.
  package let message: String
  /// More for developers: codes, request ids, offsets.
  package let detail: String?

  package init(_ kind: Kind, _ message: String, detail: String? = nil) {
    self.kind = kind
    self.message = message
    self.detail = detail
  }
}

extension SourceFailure: CustomStringConvertible {
  package var description: String { detail.map { "\(message) (\($0))" } ?? message }
}
