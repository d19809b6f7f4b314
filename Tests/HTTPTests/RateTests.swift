import Testing

@testable import HTTP

struct `Rates` {
  @Test(arguments: [
    (10.0, Rate(10, per: .seconds(1))), (0.5, Rate(1, per: .seconds(2))),
    (2.5, Rate(2, per: .milliseconds(800))), (1, Rate(1, per: .seconds(1))),
    (0, Rate(1, per: .seconds(86_400))), (-1, Rate(1, per: .seconds(86_400))),
    (.nan, Rate(1, per: .seconds(86_400))),
  ])
  func `so many per second are a whole number in a window`(perSecond: Double, rate: Rate) {
    #expect(Rate(perSecond: perSecond) == rate)
  }

  @Test func `a log lets the count through, then waits for its oldest moment to leave the window`() {
    var log = SlidingLog(Rate(3, per: .seconds(100)))
    func send(at second: Int) {
      log.reserve()
      log.record(.seconds(second))
    }
    for moment in [1, 2, 30] {
      #expect(log.next == .now)
      send(at: moment)
    }
    #expect(log.next == .at(.seconds(104)))
    send(at: 104)
    #expect(log.next == .at(.seconds(105)))
    send(at: 200)
    #expect(log.next == .at(.seconds(133)))
  }

  @Test func `who has been let go and not been sent keeps a place`() {
    var log = SlidingLog(Rate(2, per: .seconds(100)))
    log.reserve()
    log.reserve()
    #expect(log.next == .unknown)
    log.record(.seconds(50))
    #expect(log.next == .at(.seconds(153)))
    log.reserve()
    #expect(log.next == .unknown)
    log.record(.seconds(200))
    log.record(.seconds(201))
    #expect(log.next == .at(.seconds(303)))
  }

  @Test func `a log of many requests keeps as many as count`() {
    var log = SlidingLog(Rate(2, per: .seconds(10)))
    for second in 0..<100 {
      log.reserve()
      log.record(.seconds(second * 20))
    }
    #expect(log.next == .at(.seconds(98 * 20) + .milliseconds(10_300)))
  }
}
