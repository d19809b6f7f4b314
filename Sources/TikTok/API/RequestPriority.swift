/// Whose request it is, where several wait for a place in flight.
struct RequestPriority: Sendable {
  /// The turn of whatever the task does.
  @TaskLocal static var current: RequestPriority?

  /// The lowest goes first.
  let number: Int
  /// The place that it was begun for.
  var opening: ConcurrencyLimiter.Opening?

  /// Of requests that everything else waits for.
  static let first = -1
}
