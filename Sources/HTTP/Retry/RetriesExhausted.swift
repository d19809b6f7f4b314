/// A request failed although its last error is transient, because the policy allows no further attempt.
package struct RetriesExhausted: Error, Sendable {
  /// The error of the last attempt.
  package let last: any RetryableError
  /// How often the request was sent.
  package let attempts: Int

  /// The end of so many attempts.
  package init(last: any RetryableError, attempts: Int) {
    self.last = last
    self.attempts = attempts
  }
}

extension RetriesExhausted: CustomStringConvertible {
  /// The error in one line, for logs.
  package var description: String {
    attempts == 1 ? "\(last)" : "\(last) (after \(attempts) attempts)"
  }
}
