/// How many requests are to be in flight: enough to make use of the rate, and no more than memory holds pages.
///
/// Little's law: as many are under way as are sent in the time that an answer takes. Ten a second need two places
/// when TikTok answers after 0.2 s, and twenty when it takes 2 s.
struct ConcurrencyEstimate: Sendable {
  /// The most places, however long answers take.
  let most: Int
  /// Requests per second that may be sent; 0 where nothing is known of it.
  let rate: Double
  /// Bytes that pages may take together while TikTok answers at once.
  let memory: Int

  /// Seconds that an answer takes: follows slower answers soon and faster ones slowly.
  private(set) var latency = 0.0
  /// The size that the next page may well have: the largest of late. A full page of a report until pages have been
  /// seen.
  private(set) var pageBytes = 1_500_000

  /// Places that are there without need, for answers that come at once: they keep both cores busy.
  static let leastPlaces = 8
  /// For answers that take longer than those before, and pages that are being written.
  private static let headroom = 1.25
  /// What takes longer is a fault of one request, for which no places are set aside.
  private static let longestLatency = 2.5
  /// Bytes that pages may take together where TikTok is far away: more are on their way then, and most of them are
  /// still empty.
  private static let mostMemory = 24_000_000
  /// The latencies, in seconds, from which on some of that may be used, and all of it.
  private static let farLatency = (some: 0.1, all: 0.3)

  /// Takes notice of an answer.
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
