/// Whose request it is, where several wait for a place in flight.
struct FlightTurn: Sendable {
  /// The turn of whatever the task does.
  @TaskLocal static var current: FlightTurn?

  /// The lowest goes first.
  let number: Int
  /// The place that it was begun for.
  var opening: FlightSlots.Opening?

  /// Of requests that everything else waits for.
  static let first = -1
}
