import HTTP
import Testing

struct `The ladder of pauses` {
  @Test func `each hit in a row pauses longer, up to five minutes`() {
    var ladder = ThrottleBackoff()
    var now = Duration.zero
    var rests: [Duration?] = []
    for _ in 0..<7 {
      now += .seconds(1000)
      rests.append(ladder.hit(startedAt: now - .seconds(1), now: now))
    }
    #expect(rests == [2, 5, 15, 60, 300, 300, 300].map { .seconds($0) })
    #expect(ladder.hits == 7)
  }

  @Test func `requests in flight together count once`() {
    var ladder = ThrottleBackoff()
    #expect(ladder.hit(startedAt: .seconds(1), now: .seconds(10)) == .seconds(2))
    #expect(ladder.hit(startedAt: .seconds(2), now: .seconds(11)) == nil)
    #expect(ladder.hit(startedAt: .seconds(10), now: .seconds(60)) == nil)
    #expect(ladder.hit(startedAt: .seconds(12), now: .seconds(61)) == .seconds(5))
    #expect(ladder.hits == 2)
  }

  @Test func `a success resets the ladder, unless it started before the pause`() {
    var ladder = ThrottleBackoff()
    _ = ladder.hit(startedAt: .seconds(1), now: .seconds(10))
    ladder.success(startedAt: .seconds(9))
    #expect(ladder.hits == 1)
    ladder.success(startedAt: .seconds(12))
    #expect(ladder.hits == 0)
    #expect(ladder.hit(startedAt: .seconds(13), now: .seconds(14)) == .seconds(2))
  }
}
