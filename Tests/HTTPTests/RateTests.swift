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
    for moment in [1, 2, 30] {
      #expect(log.next == nil)
      log.record(.seconds(moment))
    }
    #expect(log.next == .seconds(104))
    log.record(.seconds(104))
    #expect(log.next == .seconds(105))
    log.record(.seconds(200))
    #expect(log.next == .seconds(133))
  }
}
