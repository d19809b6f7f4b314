/// Room that attempts need for their time: of a place among the requests in flight, or whatever else is short.
package protocol Admission: Sendable {
  /// Waits for room; ``leave()`` must follow.
  ///
  /// - Throws: `CancellationError` when the task is cancelled before; then no room is taken.
  func enter() async throws

  /// Gives the room back.
  func leave()
}
