/// The moments of the latest requests under one rate, of which the oldest decides about the next.
///
/// A log and no token bucket: a full bucket lets twice the rate through in a window that begins just before it
/// is emptied, and the API counts windows that it does not tell.
///
/// A request takes a place when it is let go, and has its moment when it is sent: in between, a connection may have to
/// be opened, and requests that wait together would arrive together with later ones.
struct SlidingLog {
  private let count: Int
  private let window: Duration
  /// Of requests that were sent, in order, from ``oldest`` on.
  private var moments: [Duration] = []
  private var oldest = 0
  /// Requests that were let go and not sent yet.
  private var pending = 0

  /// When another request may start.
  enum Next: Equatable {
    case now
    /// In the past, or at that moment in the future.
    case at(Duration)
    /// When one of those that were let go has been sent, and later than that.
    case unknown
  }

  /// A log that keeps to the rate even when requests reach the server a little closer together than they left:
  /// its window is 3 % longer.
  init(_ rate: Rate) {
    count = rate.count
    window = rate.window + rate.window * 3 / 100
  }

  /// When the next request may start.
  var next: Next {
    if moments.count - oldest + pending < count { return .now }
    return oldest < moments.count ? .at(moments[oldest] + window) : .unknown
  }

  /// Lets a request go, in the place of the oldest when there is no other.
  mutating func reserve() {
    if moments.count - oldest + pending >= count, oldest < moments.count {
      oldest += 1
      if oldest > count {
        moments.removeFirst(oldest)
        oldest = 0
      }
    }
    pending += 1
  }

  /// Writes down that one of those that were let go is sent. Moments come in their order.
  mutating func record(_ moment: Duration) {
    pending -= 1
    moments.append(moment)
  }
}
