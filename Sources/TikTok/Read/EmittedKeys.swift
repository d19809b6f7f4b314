import Synchronization

/// The rows of reports that had been handed on before TikTok refused the rest, or the list turned out to have changed:
/// read again, in the same way or another, they are not handed on once more.
///
/// That holds for reports. Objects come again, because they may have changed in between, and the newest change decides where
/// the next sync begins; only what has come with another request is left out. A report's days are read again by the next
/// sync as long as they may change.
final class EmittedKeys: Sendable {
  /// A slice as it was handed out, whatever days, objects and campaigns it is narrowed to: the rows' keys tell them.
  private struct Place: Hashable {
    let partition: Int
    let number: Int
    let subject: RequestScope?
    let window: DateWindow?
  }

  /// Whether rows sum up windows, so that those of several windows have the same keys.
  private let isByWindow: Bool

  /// Hashes of keys.
  private let rows = Mutex<[Place: Set<UInt64>]>([:])

  init(isByWindow: Bool) { self.isByWindow = isByWindow }

  private func place(_ slice: Slice) -> Place {
    Place(
      partition: slice.partition, number: slice.number, subject: slice.subject,
      window: isByWindow ? slice.window : nil)
  }

  /// The rows of a slice that are not wanted any more.
  func of(_ slice: Slice) -> Set<UInt64> { rows.withLock { $0[place(slice)] ?? [] } }

  /// Takes note of rows of a slice that is going to be read again.
  func note(_ keys: Set<UInt64>, of slice: Slice) {
    guard !keys.isEmpty else { return }
    rows.withLock { $0[place(slice), default: []].formUnion(keys) }
  }

  /// The slice is done with.
  func forget(_ slice: Slice) {
    rows.withLock { rows in
      guard !rows.isEmpty else { return }
      rows = rows.filter { $0.key.partition != slice.partition || $0.key.number != slice.number }
    }
  }
}
