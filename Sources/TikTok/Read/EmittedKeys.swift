import Synchronization

/// The keys of rows that were written before TikTok refused the rest of a slice, or before its list turned
/// out to have changed. When the slice is read again, in whatever way, these rows are not written again.
///
/// This is for reports. Objects are written again, because they may have changed meanwhile and the newest
/// change decides where the next sync begins; only objects that came with another request are left out. A
/// report's days are read again by the next sync as long as they may change.
final class EmittedKeys: Sendable {
  /// A slice as the stream gave it out. The days, objects and campaigns that it is narrowed to do not matter,
  /// because the rows' keys have them.
  private struct Place: Hashable {
    let partition: Int
    let number: Int
    let subject: RequestScope?
    let window: DateWindow?
  }

  /// Whether rows are sums over windows, so that rows of several windows have the same keys.
  private let isByWindow: Bool

  /// Hashes of keys.
  private let rows = Mutex<[Place: Set<UInt64>]>([:])

  init(isByWindow: Bool) { self.isByWindow = isByWindow }

  private func place(_ slice: Slice) -> Place {
    Place(
      partition: slice.partition, number: slice.number, subject: slice.subject,
      window: isByWindow ? slice.window : nil)
  }

  /// The rows of a slice that have been written.
  func of(_ slice: Slice) -> Set<UInt64> { rows.withLock { $0[place(slice)] ?? [] } }

  /// Remembers rows of a slice that is going to be read again.
  func note(_ keys: Set<UInt64>, of slice: Slice) {
    guard !keys.isEmpty else { return }
    rows.withLock { $0[place(slice), default: []].formUnion(keys) }
  }

  /// Forgets a slice that has been read to its end.
  func forget(_ slice: Slice) {
    rows.withLock { rows in
      guard !rows.isEmpty else { return }
      rows = rows.filter { $0.key.partition != slice.partition || $0.key.number != slice.number }
    }
  }
}
