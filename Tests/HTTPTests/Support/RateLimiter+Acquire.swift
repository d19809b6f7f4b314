import HTTP

extension RateLimiter {
  /// Waits until a request may start that is sent and answered at once.
  @discardableResult
  func acquire() async throws -> Permit {
    let permit = try await reserve()
    answered(permit)
    return permit
  }
}
