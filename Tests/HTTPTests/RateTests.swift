import Testing

@testable import HTTP

struct `Rates` {
  @Test(arguments: [
    (10.0, Rate(10, per: .seconds(1))), (0.5, Rate(1, per: .seconds(2))),
    (2.5, Rate(2, per: .seconds(1))), (1, Rate(1, per: .seconds(1))),
    (0, Rate(1, per: .seconds(86_400))), (-1, Rate(1, per: .seconds(86_400))),
    (.nan, Rate(1, per: .seconds(86_400))),
  ])
  func `a rate per second becomes a whole number of requests per window`(perSecond: Double, rate: Rate) {
    #expect(Rate(perSecond: perSecond) == rate)
  }

  @Test(arguments: [
    (0.25, Rate(2, per: .seconds(1))), (1.0 / 3, Rate(3, per: .seconds(1))),
    (0.05, Rate(1, per: .seconds(2))), (1.0, Rate(10, per: .seconds(1))),
    (0.7, Rate(7, per: .seconds(1))), (0.0, Rate(1, per: .seconds(86_400))),
  ])
  func `a fraction of a rate is a whole number of requests`(part: Double, rate: Rate) {
    #expect(Rate(10, per: .seconds(1)).times(part) == rate)
  }

  @Test(arguments: [3, 4, 7, 9, 30]) func `the parts of a rate do not exceed the whole`(
    parts: Int
  ) {
    for count in [10, 20, 50, 240, 600] where count >= parts {
      let part = Rate(count, per: .seconds(60)).times(1 / Double(parts))
      #expect(part.window == .seconds(60))
      #expect((count - parts + 1...count).contains(part.count * parts))
    }
  }

  @Test func `a log admits its count, then waits until the oldest moment leaves the window`() {
    var log = SlidingLog(Rate(3, per: .seconds(10)))
    func send(at moment: Int) {
      log.reserve()
      log.record(.milliseconds(moment))
    }
    for moment in [100, 200, 3000] {
      #expect(log.next == .now)
      send(at: moment)
    }
    #expect(log.next == .at(.milliseconds(10_400)))
    send(at: 10_400)
    #expect(log.next == .at(.milliseconds(10_500)))
    send(at: 20_000)
    #expect(log.next == .at(.milliseconds(13_300)))
  }

  @Test func `waiting requests are spaced out within the rate`() {
    var log = SlidingLog(Rate(10, per: .seconds(1)))
    var moments: [Duration] = []
    for _ in 0..<100 {
      var now = moments.last ?? .zero
      if case .at(let moment) = log.next { now = max(now, moment) }
      log.reserve()
      log.record(now)
      moments.append(now)
    }
    #expect(moments[9] == .zero)
    for (earlier, later) in zip(moments[10...], moments[11...]) {
      #expect(later - earlier >= .milliseconds(25))
    }
    for (first, last) in zip(moments, moments[10...]) { #expect(last - first >= .milliseconds(1030)) }
    // The spacing adds to the total time only once.
    #expect(moments[99] <= .milliseconds(9 * 1030 + 9 * 25))
  }

  @Test func `after an idle time, requests start at once again`() {
    var log = SlidingLog(Rate(2, per: .seconds(1)))
    for moment in [0, 0, 1030, 1130, 5000, 5000] {
      if case .at(let due) = log.next { #expect(due <= .milliseconds(moment)) }
      log.reserve()
      log.record(.milliseconds(moment))
    }
    #expect(log.next == .at(.milliseconds(6030)))
  }

  @Test func `a short window counts from the sending and a long one from the answer, with a small margin`() {
    #expect(SlidingLog(Rate(1, per: .seconds(29))).mark == .sent)
    var log = SlidingLog(Rate(1, per: .seconds(60)))
    #expect(log.mark == .answered)
    log.reserve()
    log.record(.seconds(5))
    #expect(log.next == .at(.milliseconds(65_060)))
  }

  @Test func `a request that was admitted but not sent keeps its place`() {
    var log = SlidingLog(Rate(2, per: .seconds(10)))
    log.reserve()
    log.reserve()
    #expect(log.next == .unknown)
    log.record(.seconds(5))
    #expect(log.next == .at(.milliseconds(15_300)))
    log.reserve()
    #expect(log.next == .unknown)
    log.record(.seconds(20))
    log.record(.seconds(21))
    #expect(log.next == .at(.milliseconds(30_300)))
  }

  @Test func `a log keeps only the moments that still count`() {
    var log = SlidingLog(Rate(2, per: .seconds(10)))
    for second in 0..<100 {
      log.reserve()
      log.record(.seconds(second * 20))
    }
    #expect(log.next == .at(.seconds(98 * 20) + .milliseconds(10_300)))
  }
}
