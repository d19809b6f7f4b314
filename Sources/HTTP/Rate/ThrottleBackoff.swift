/// How long all requests pause after the server has throttled: longer with each consecutive time.
///
/// After a per-minute limit the API wants five minutes; but most hits are of the per-second limit, which is over
/// at once, so the first steps are short (§5 of the fact sheet).
package struct ThrottleBackoff: Sendable, Equatable {
  /// The rests of consecutive hits; the last one stands for all further hits.
  package static let steps: [Duration] = [
    .seconds(2), .seconds(5), .seconds(15), .seconds(60), .seconds(300),
  ]

  /// Hits in a row that counted.
  package private(set) var hits = 0
  /// When the latest of them was noticed, on the clock of the caller.
  private var latest: Duration?

  /// A backoff without hits.
  package init() {}

  /// Records a hit and returns how long all requests must pause from now on.
  ///
  /// Requests that were under way together are throttled together: those that started before the latest hit
  /// was noticed say nothing new.
  ///
  /// - Parameters:
  ///   - start: When the throttled request started.
  ///   - now: The moment of its answer, on the same clock.
  /// - Returns: The rest; nil when the hit does not count.
  package mutating func hit(startedAt start: Duration, now: Duration) -> Duration? {
    if let latest, start <= latest { return nil }
    latest = now
    hits += 1
    return Self.steps[min(hits, Self.steps.count) - 1]
  }

  /// Takes a success, which ends the row of hits, if its request started after the latest of them.
  package mutating func success(startedAt start: Duration) {
    if let latest, start <= latest { return }
    hits = 0
  }
}
