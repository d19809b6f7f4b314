import Testing

/// Waits until the condition holds. If it does not in time, or the test is cancelled meanwhile, that is an issue, and the
/// test goes on: what it holds back is released, so that nothing hangs.
///
/// The limit is of the time that the machine leaves to this process. One that is busy may take seconds for what takes a
/// millisecond, and no more than 30 ms of them count.
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
