import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `The rate limiter` {
  @Test func `an idle limiter allows a burst at once`() async throws {
    let clock = TestClock()
    let limiter = RateLimiter([Rate(10, per: .seconds(1)), Rate(600, per: .seconds(60))], clock: clock)
    for _ in 0..<10 { #expect(try await limiter.acquire().start == .zero) }
    #expect(clock.slept.isEmpty)
  }

  @Test(arguments: [1, 7, 64])
  func `no window has more starts than allowed, for any number of tasks`(tasks: Int) async throws {
    let clock = TestClock(automatic: true)
    let rates = [Rate(10, per: .seconds(1)), Rate(100, per: .seconds(29))]
    let limiter = RateLimiter(rates, clock: clock)
    let thread = SingleThread()
    let starts = try await withThrowingTaskGroup(of: [Duration].self) { group in
      for _ in 0..<tasks {
        // On one thread, so that each request is answered before the next one is admitted.
        group.addTask(executorPreference: thread) {
          var starts: [Duration] = []
          for _ in 0..<(448 / tasks) { starts.append(try await limiter.acquire().start) }
          return starts
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }.sorted()
    }
    #expect(starts.count == 448)
    for rate in rates {
      for (first, next) in zip(starts, starts.dropFirst(rate.count)) {
        #expect(next - first >= rate.window * 103 / 100)
      }
    }
    // The requests are not slower than needed: four of the longer windows (29.87 s) with 100 requests, four of the
    // shorter (1.03 s) with ten, and the rest at their minimum distances.
    let last = 4 * 29_870_000 + 4 * 1_030_000 + 7 * 72_500
    #expect(starts.last == .microseconds(last))
  }

  @Test func `the rate holds with real time and real tasks`() async throws {
    let limiter = RateLimiter([Rate(20, per: .milliseconds(100))])
    let starts = try await withThrowingTaskGroup(of: Duration.self) { group in
      for _ in 0..<100 { group.addTask { try await limiter.acquire().start } }
      return try await group.reduce(into: []) { $0.append($1) }.sorted()
    }
    for (first, next) in zip(starts, starts.dropFirst(20)) { #expect(next - first >= .milliseconds(103)) }
  }

  @Test func `a request counts from when it is sent, not from when it was admitted`() async throws {
    let clock = TestClock(automatic: true)
    let limiter = RateLimiter([Rate(2, per: .seconds(1))], clock: clock)
    let (first, late) = (try await limiter.reserve(), try await limiter.reserve())
    limiter.sent(first)
    limiter.throttled(first, atLeast: .seconds(5))
    #expect(try await limiter.acquire().start == .seconds(5))
    limiter.sent(late)
    limiter.sent(late)
    #expect(try await limiter.acquire().start == .milliseconds(6030))
  }

  @Test func `a minute's rate counts from the answer and a second's from the sending`()
    async throws
  {
    let clock = TestClock(automatic: true)
    let limiter = RateLimiter([Rate(2, per: .seconds(1)), Rate(3, per: .seconds(60))], clock: clock)
    let late = try await limiter.reserve()
    limiter.sent(late)
    for start in [0, 1030] { #expect(try await limiter.acquire().start == .milliseconds(start)) }
    clock.advance(by: .seconds(58))
    // The late request is answered now; the two others were answered at once.
    limiter.answered(late)
    limiter.answered(late)
    let starts = [60_060, 61_090, 59_030 + 60_060]
    for start in starts { #expect(try await limiter.acquire().start == .milliseconds(start)) }
  }

  @Test func `a waiter is delayed until the admitted request before it is sent`() async throws {
    let clock = TestClock()
    let limiter = RateLimiter([Rate(1, per: .milliseconds(50))], clock: clock)
    let permit = try await limiter.reserve()
    async let next = limiter.acquire().start
    // It checks every 10 ms whether the previous request has been sent.
    for look in 1...20 {
      await eventually { clock.slept.count == look && clock.sleeperCount == 1 }
      clock.advance(by: .milliseconds(10))
    }
    await eventually { clock.slept.count == 21 && clock.sleeperCount == 1 }
    limiter.sent(permit)
    clock.advance(by: .milliseconds(10))
    await eventually { clock.slept.count == 22 && clock.sleeperCount == 1 }
    clock.advance(by: .milliseconds(50))
    #expect(clock.slept == Array(repeating: .milliseconds(10), count: 21) + [.microseconds(41_500)])
    #expect(try await next == .milliseconds(260))
  }

  @Test func `a slow rate is one request per window`() async throws {
    let limiter = RateLimiter([Rate(perSecond: 0.5)], clock: TestClock(automatic: true))
    var starts: [Duration] = []
    for _ in 0..<3 { starts.append(try await limiter.acquire().start) }
    #expect(starts == [.zero, .milliseconds(2060), .milliseconds(4120)])
  }

  @Test func `without rates only pauses delay requests`() async throws {
    let clock = TestClock(automatic: true)
    let limiter = RateLimiter([], clock: clock)
    let permit = try await limiter.acquire()
    for _ in 0..<100 { try await limiter.acquire() }
    #expect(clock.slept.isEmpty)
    limiter.throttled(permit, atLeast: .seconds(3))
    try await limiter.acquire()
    #expect(clock.slept == [.seconds(3)])
  }

  @Test func `waiters proceed in the order of arrival, also after a pause`() async throws {
    let clock = TestClock()
    let limiter = RateLimiter([Rate(1, per: .seconds(10))], clock: clock)
    let permit = try await limiter.acquire()
    let order = Recorder<Int>()
    let thread = SingleThread()
    try await withThrowingTaskGroup { group in
      for number in 0..<5 {
        group.addTask(executorPreference: thread) {
          try await limiter.acquire()
          order.add(number)
        }
        // Each is queued before the next one comes: the first sleeps, the others wait behind it.
        await thread.settle()
      }
      #expect(clock.sleeperCount == 1)
      limiter.throttled(permit, atLeast: .seconds(500))
      for passed in 0..<5 {
        #expect(order.all.count == passed)
        clock.advance(by: passed == 0 ? .milliseconds(10_300) : .zero)
        if passed == 0 {
          await eventually { clock.slept.count == 2 }
          clock.advance(by: .milliseconds(489_700))
        } else {
          await eventually { clock.sleeperCount == 1 }
          clock.advance(by: .milliseconds(10_300))
        }
        await eventually { order.all.count == passed + 1 }
      }
      try await group.waitForAll()
    }
    #expect(order.all == [0, 1, 2, 3, 4])
  }

  @Test func `a cancelled waiter uses no quota and does not delay others`() async throws {
    let clock = TestClock()
    let limiter = RateLimiter([Rate(1, per: .seconds(10))], clock: clock)
    try await limiter.acquire()
    let thread = SingleThread()
    let first = Task(executorPreference: thread) { try await limiter.acquire() }
    let second = Task(executorPreference: thread) { try await limiter.acquire() }
    let third = Task(executorPreference: thread) { try await limiter.acquire() }
    await thread.settle()
    #expect(clock.sleeperCount == 1)

    // Cancels one in the middle of the queue, then the one at its head.
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    await eventually { clock.sleeperCount == 1 }
    clock.advance(by: .milliseconds(10_300))
    #expect(try await third.value.start == .milliseconds(10_300))

    let late = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await limiter.acquire()
    }
    late.cancel()
    await #expect(throws: CancellationError.self) { try await late.value }
    // The cancelled ones are not in the log, so the next one may start one window after the third.
    let next = Task { try await limiter.acquire().start }
    await eventually { clock.sleeperCount == 1 }
    clock.advance(by: .milliseconds(10_300))
    #expect(try await next.value == .milliseconds(20_600))
  }

  @Test func `cancelling any waiter at any time leaves the queue intact`() async throws {
    let limiter = RateLimiter([Rate(50, per: .milliseconds(10))])
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<300 {
        group.addTask {
          let task = Task { try await limiter.acquire() }
          for _ in 0..<(number % 30) { await Task.yield() }
          if number.isMultiple(of: 3) { task.cancel() }
          _ = await task.result
        }
      }
    }
    try await limiter.acquire()
  }

  @Test func `of overlapping pauses the later end applies`() async throws {
    let clock = TestClock()
    let limiter = RateLimiter([], clock: clock)
    let permit = try await limiter.acquire()
    #expect(limiter.throttled(permit, atLeast: .seconds(10)) == .seconds(10))
    #expect(limiter.throttled(permit, atLeast: .seconds(4)) == .seconds(10))
    clock.advance(by: .seconds(8))
    #expect(limiter.throttled(permit, atLeast: .seconds(5)) == .seconds(5))
    clock.advance(by: .seconds(5))
    #expect(limiter.throttled(permit) == .zero)
    #expect(try await limiter.acquire().start == .seconds(13))
  }

  @Test func `simultaneous throttling pauses once, later throttling longer, or as the server asks`()
    async throws
  {
    let clock = TestClock()
    let limiter = RateLimiter([], clock: clock)
    let (first, second) = (try await limiter.acquire(), try await limiter.acquire())
    clock.advance(by: .seconds(1))
    #expect(limiter.throttled(first) == .seconds(2))
    #expect(limiter.throttled(second) == .seconds(2))
    #expect(limiter.throttled(second, atLeast: .seconds(9)) == .seconds(9))
    clock.advance(by: .seconds(10))
    #expect(limiter.throttled(second) == .zero)

    let third = try await limiter.acquire()
    clock.advance(by: .seconds(1))
    #expect(limiter.throttled(third) == .seconds(5))
    clock.advance(by: .seconds(6))
    limiter.succeeded(try await limiter.acquire())
    let fourth = try await limiter.acquire()
    #expect(limiter.throttled(fourth) == .seconds(2))
  }
}
