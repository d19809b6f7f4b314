import Synchronization
import Testing

/// Tasks that run the same operation, all of which have started when this returns.
func begunTasks<Value: Sendable>(
  _ count: Int = 1, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: @escaping @Sendable (Int) async throws -> Value
) async -> [Task<Value, any Error>] {
  let begun = Count()
  let tasks = (0..<count).map { number in
    Task {
      begun.value.withLock { $0 += 1 }
      return try await body(number)
    }
  }
  await eventually(sourceLocation: sourceLocation) { begun.value.withLock(\.self) == count }
  return tasks
}

private final class Count: Sendable {
  let value = Mutex(0)
}
