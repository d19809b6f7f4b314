/// The moments of the latest requests under one rate, of which the oldest decides about the next.
///
/// Not a token bucket, because a full bucket lets twice the rate through in a window that begins just before it is
/// emptied, and the API does not document its windows.
///
/// A request takes a place when it is let go, and has its moment later. In a short window that is when it is sent: in
/// between, a connection may have to be opened, and requests that wait together would arrive together with later ones.
/// In a long one it is when it is answered, because then the server has surely counted it, whatever held it up on the way;
/// there the time of an answer costs next to nothing, and one request too many costs minutes (§5 of the fact sheet).
///
/// The first requests of an idle log go at once. Those that wait for a place go at a distance from one another: a burst
/// that came again window after window would crowd at the server each time, where the order of its requests, and so the
/// moments at which they are counted, is left to chance.
struct SlidingLog {
  /// What gives a request its moment.
  enum Mark {
    case sent, answered
  }

  /// What gives the requests of this log their moments.
  let mark: Mark
  private let count: Int
  private let window: Duration
  /// Between requests that wait, at least: a quarter of an even pace, which takes a burst apart. More would cost a short
  /// sync some of its rate, because its last requests come later by as much.
  private let distance: Duration
  /// Of requests that have one, in order, from ``oldest`` on.
  private var moments: [Duration] = []
  private var oldest = 0
  /// Requests that were let go and have no moment yet.
  private var pending = 0
  /// When the latest of those that had to wait for a place was due; it may have come later.
  private var latestDue: Duration?

  private static let longWindow = Duration.seconds(30)
  private static let longestDistance = Duration.milliseconds(100)

  /// When another request may start.
  enum Next: Equatable {
    case now
    /// In the past, or at that moment in the future.
    case at(Duration)
    /// When one of those that were let go has its moment, and later than that.
    case unknown
  }

  /// A log that keeps to the rate even when requests reach the server a little closer together than they left: a short
  /// window is 3 % longer. A long one is 0.1 % longer, because clocks do not run alike.
  init(_ rate: Rate) {
    count = rate.count
    mark = rate.window < Self.longWindow ? .sent : .answered
    window = rate.window + rate.window / (mark == .sent ? 100 : 3000) * 3
    distance = mark == .sent ? min(rate.window / (4 * count), Self.longestDistance) : .zero
  }

  /// When the next request may start.
  var next: Next {
    if moments.count - oldest + pending < count { return .now }
    return oldest < moments.count ? .at(due) : .unknown
  }

  /// When the place of the oldest request becomes free.
  private var due: Duration {
    let free = moments[oldest] + window
    return latestDue.map { max(free, $0 + distance) } ?? free
  }

  /// Lets a request go, in the place of the oldest when there is no other.
  mutating func reserve() {
    if moments.count - oldest + pending >= count, oldest < moments.count {
      latestDue = due
      oldest += 1
      if oldest > count {
        moments.removeFirst(oldest)
        oldest = 0
      }
    }
    pending += 1
  }

  /// Gives one of those that were let go its moment. Moments come in their order.
  mutating func record(_ moment: Duration) {
    pending -= 1
    moments.append(moment)
  }
}
