import Testing

/// Waits until the condition holds. If it does not in time, or the test is cancelled meanwhile, an issue is recorded
/// and the test continues, so that it releases what it holds back and nothing hangs.
///
/// The limit is in time that this process could run. A busy machine may take seconds for what takes a millisecond, and
/// at most 30 ms of each such delay are counted.
///
/// HTTPTests and TikTokTests have a copy each. A target that both depend on would be part of every build of the whole
/// package, and builds with a static standard library have no Testing to import.
func eventually(
  within limit: Duration = .seconds(30), sourceLocation: SourceLocation = #_sourceLocation,
  _ condition: () -> Bool
) async {
  var left = limit
  while !condition() {
    let start = ContinuousClock.now
    guard left > .zero, (try? await Task.sleep(for: .milliseconds(1))) != nil else {
      Issue.record("The condition still does not hold.", sourceLocation: sourceLocation)
      return
    }
    left -= min(start.duration(to: .now), .milliseconds(30))
  }
}
