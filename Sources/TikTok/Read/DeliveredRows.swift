import Synchronization

/// The rows of reports that had been handed on before TikTok refused the rest, or the list turned out to have changed:
/// read again, in the same way or another, they are not handed on once more.
///
/// Objects are, for they may have changed in between, and the newest change decides where the next sync begins. A
/// report's days are read again by the next sync as long as they may change.
final class DeliveredRows: Sendable {
  /// A slice as it was handed out, whatever it is narrowed to.
  private struct Place: Hashable {
    let partition: Int
    let number: Int

    init(_ slice: Slice) {
      partition = slice.partition
      number = slice.number
    }
  }

  /// Hashes of keys.
  private let rows = Mutex<[Place: Set<UInt64>]>([:])

  /// The rows of a slice that are not wanted any more.
  func of(_ slice: Slice) -> Set<UInt64> { rows.withLock { $0[Place(slice)] ?? [] } }

  /// Takes note of rows of a slice that is going to be read again.
  func note(_ keys: Set<UInt64>, of slice: Slice) {
    guard !keys.isEmpty else { return }
    rows.withLock { $0[Place(slice), default: []].formUnion(keys) }
  }

  /// The slice is done with.
  func forget(_ slice: Slice) { rows.withLock { _ = $0.removeValue(forKey: Place(slice)) } }
}
