/// Holds requests back once some have timed out, so that no more than so many do in any window, whatever becomes of
/// those that are in flight: the API slows an app down that has ten in ten seconds (1757262274182145).
///
/// Before the first one nothing is held back, because an API that answers is slow enough when all rates are kept.
struct TimeoutBrake {
  private let count: Int
  /// A little longer than the rate's, because the network brings news of the API's time-outs closer together.
  private let window: Duration
  /// The moments of requests that timed out, in order.
  private var moments: [Duration] = []

  /// How long requests are held back after the latest time-out: as long as the API slows an app down.
  private static let rest = Duration.seconds(300)

  /// A brake for at most that many time-outs in any window.
  init(_ rate: Rate) {
    count = rate.count
    window = rate.window + rate.window / 100 * 3
  }

  /// Records a request that has timed out.
  mutating func note(at now: Duration) {
    moments.removeAll { now - $0 > window }
    moments.append(now)
  }

  /// Whether one more request may be in flight: each of them may be the next to time out.
  func admits(besides inFlight: Int, at now: Duration) -> Bool {
    guard let latest = moments.last, now - latest <= Self.rest else { return true }
    return inFlight + moments.count { now - $0 <= window } < count
  }
}
