/// The moments of the latest requests under one rate, of which the oldest decides about the next.
///
/// A log and no token bucket: a full bucket lets twice the rate through in a window that begins just before it
/// is emptied, and the API counts windows that it does not tell.
struct SlidingLog {
  private let count: Int
  private let window: Duration
  /// A ring once it is full: `oldest` is where the next moment will be written.
  private var moments: [Duration] = []
  private var oldest = 0

  /// A log that keeps to the rate even when requests reach the server a little closer together than they left:
  /// its window is 3 % longer.
  init(_ rate: Rate) {
    count = rate.count
    window = rate.window + rate.window * 3 / 100
  }

  /// When the next request may start: in the past or now, or at that moment in the future.
  var next: Duration? { moments.count < count ? nil : moments[oldest] + window }

  /// Writes down that a request starts.
  mutating func record(_ moment: Duration) {
    if moments.count < count {
      moments.append(moment)
    } else {
      moments[oldest] = moment
      oldest = (oldest + 1) % count
    }
  }
}
