import Synchronization

/// Values that several tasks need: the first task asks for a value, and the others wait for its answer.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private final class Entry: Sendable {
    /// Lets in one task at a time.
    let turn = ConcurrencyLimiter(1)
    let value = Mutex<Value?>(nil)
  }

  private let entries = Mutex<[Key: Entry]>([:])

  /// The value of a key, asked for unless it is known. A failure is not kept: the next task asks again.
  /// - Parameters:
  ///   - key: what the value is of.
  ///   - ask: gets the value.
  /// - Returns: what this task, or another one before it, got.
  /// - Throws: what `ask` throws; `CancellationError`.
  func value(of key: Key, _ ask: () async throws -> Value) async throws -> Value {
    let entry = entry(of: key)
    if let known = entry.value.withLock(\.self) { return known }
    return try await entry.turn.occupy {
      if let known = entry.value.withLock(\.self) { return known }
      let value = try await ask()
      entry.value.withLock { $0 = value }
      return value
    }
  }

  /// Replaces the known value.
  func replace(_ value: Value, of key: Key) { entry(of: key).value.withLock { $0 = value } }

  private func entry(of key: Key) -> Entry {
    entries.withLock { entries in
      let entry = entries[key] ?? Entry()
      entries[key] = entry
      return entry
    }
  }
}
