import Synchronization

/// What becomes of members, by their names, so that it is found out once for each name and not for each member.
final class MemberNames: Sendable {
  typealias Known = (kind: MemberKind, name: String)

  private let known = Mutex<[String: Known]>([:])

  /// Names that are remembered. The API has about a thousand; names that are data have no end.
  private static let most = 10_000

  /// What is known of a name, or what `find` finds out.
  func known(_ name: String, _ find: (String) -> Known) -> Known {
    if let known = known.withLock({ $0[name] }) { return known }
    let found = find(name)
    known.withLock { if $0.count < Self.most { $0[name] = found } }
    return found
  }
}
