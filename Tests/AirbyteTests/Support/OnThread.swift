import Platform

@testable import Airbyte

/// Runs what blocks on a thread of its own: the pool of Swift's tasks has few, and all tests share it.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    do {
      try SystemThread.detach { continuation.resume(with: Result { try body() }) }
    } catch {
      continuation.resume(throwing: error)
    }
  }
}
