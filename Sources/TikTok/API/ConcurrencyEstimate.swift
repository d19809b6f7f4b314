/// How many requests to keep in flight: enough to use the full rate, but no more pages than fit in memory.
///
/// By Little's law, as many are in flight as are sent in the time that an answer takes. Ten a second need two places
/// if TikTok answers after 0.2 s, and twenty if it takes 2 s.
struct ConcurrencyEstimate: Sendable {
  /// The most places, however long answers take.
  let most: Int
  /// Requests per second that may be sent; 0 where that is unknown.
  let rate: Double
  /// Bytes that pages may take together while TikTok answers at once.
  let memory: Int

  /// Seconds that an answer takes. It adapts quickly to slower answers and slowly to faster ones.
  private(set) var latency = 0.0
  /// The size to expect of the next page: the largest recent one. Before the first page, that of a full report page.
  private(set) var pageBytes = 1_500_000

  /// The places that there are even if answers come at once: they keep both cores busy.
  static let leastPlaces = 8
  /// Allows for answers that take longer than those before, and for pages that are being written.
  private static let headroom = 1.25
  /// An answer that takes longer is a problem of one request, which needs no more places.
  private static let longestLatency = 2.5
  /// Bytes that pages may take together if TikTok is far away: more are in flight then, and most are still empty.
  private static let mostMemory = 24_000_000
  /// The latencies, in seconds, from which some and all of ``mostMemory`` may be used.
  private static let farLatency = (some: 0.1, all: 0.3)

  /// Notes an answer.
  /// - Parameters:
  ///   - bytes: its size, decompressed.
  ///   - wait: how long TikTok took until it began to answer. The rest of an answer's time is the work of this
  ///     program, which more requests at a time would only make longer.
  mutating func note(pageOf bytes: Int, after wait: Duration) {
    pageBytes = max(bytes, pageBytes / 16 * 15)
    let wait = min(max(wait / .seconds(1), 0), Self.longestLatency)
    latency += (wait - latency) / (wait > latency ? 2 : 16)
  }

  /// The places that there should be, at least 1.
  var places: Int {
    let underWay = (rate * latency * Self.headroom).rounded(.up)
    let wanted = max(Self.leastPlaces, Int(min(underWay, 1000)) + 2)
    let (some, all) = Self.farLatency
    let distance = min(max((latency - some) / (all - some), 0), 1)
    let extra = Double(max(0, Self.mostMemory - memory)) * distance
    // Two pages always have room: one is written while the other comes.
    return min(most, wanted, max(2, (memory + Int(extra)) / max(1, pageBytes)))
  }
}
