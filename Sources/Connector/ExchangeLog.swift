package import JSON

/// Takes what a run exchanges with the source's system, for those who look for a fault in it.
package protocol ExchangeLog: Sendable {
  /// Adds a line. It does not fail: the user is told if it cannot be written.
  /// - Parameter line: without anything that must not be shown.
  func append(_ line: JSON)
}
