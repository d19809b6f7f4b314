import HTTP

extension RateLimiter {
  /// Waits until a request may start, and records it as sent and answered at once.
  @discardableResult
  func acquire() async throws -> Permit {
    let permit = try await reserve()
    answered(permit)
    return permit
  }
}
