/// Room that each attempt needs while it lasts, such as a place among the requests in flight.
package protocol Admission: Sendable {
  /// Waits for room; ``leave()`` must follow.
  ///
  /// - Throws: `CancellationError` when the task is cancelled before; then no room is taken.
  func enter() async throws

  /// Gives the room back.
  func leave()
}
