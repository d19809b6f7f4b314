import Platform

@testable import Airbyte

/// Runs blocking code on its own thread, because Swift's task pool has few threads and all tests share them.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    do {
      try SystemThread.detach { continuation.resume(with: Result { try body() }) }
    } catch {
      continuation.resume(throwing: error)
    }
  }
}
