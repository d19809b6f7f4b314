import Foundation
import Platform
import Synchronization

/// Runs what takes long on threads of its own, one for each core, because other tests share those of Swift.
enum Cores {
  private struct State<Result: Sendable> {
    var next: Int
    var results: [Int: Result] = [:]
    var failure: (any Error)?
    /// How many results count towards the limit.
    var counted = 0
    var running: Int
  }

  /// The results of `body` for some numbers, in the order of the numbers. No further numbers are begun after `limit`
  /// results that count, or after an error; none is left out before one that is there.
  static func results<Result: Sendable>(
    of numbers: Range<Int>, upTo limit: Int = .max,
    that counts: @escaping @Sendable (Result) -> Bool = { _ in false },
    _ body: @escaping @Sendable (Int) throws -> Result
  ) async throws -> [Result] {
    let count = max(1, min(numbers.count, ProcessInfo.processInfo.activeProcessorCount))
    let state = Mutex(State<Result>(next: numbers.lowerBound, running: count))
    return try await withCheckedThrowingContinuation { continuation in
      @Sendable func work() {
        while let number = state.withLock({ state -> Int? in
          guard state.next < numbers.upperBound, state.failure == nil, state.counted < limit else {
            return nil
          }
          state.next += 1
          return state.next - 1
        }) {
          do {
            let result = try body(number)
            state.withLock {
              $0.results[number] = result
              if counts(result) { $0.counted += 1 }
            }
          } catch {
            state.withLock { $0.failure = error }
          }
        }
        end()
      }
      @Sendable func end() {
        let last = state.withLock { state -> Swift.Result<[Result], any Error>? in
          state.running -= 1
          guard state.running == 0 else { return nil }
          if let failure = state.failure { return .failure(failure) }
          return .success(numbers.prefix(state.results.count).compactMap { state.results[$0] })
        }
        if let last { continuation.resume(with: last) }
      }
      for _ in 0..<count {
        do {
          try SystemThread.detach(work)
        } catch {
          state.withLock { $0.failure = error }
          end()
        }
      }
    }
  }
}
