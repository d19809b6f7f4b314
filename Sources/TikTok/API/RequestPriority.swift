/// Which request goes first, where several wait for a place in flight.
struct RequestPriority: Sendable {
  /// The priority of the current task's requests.
  @TaskLocal static var current: RequestPriority?

  /// The lowest number goes first.
  let number: Int
  /// The place that the task was started for.
  var reservation: ConcurrencyLimiter.Reservation?

  /// For requests that everything else waits for.
  static let first = -1
}
