import Connector
import JSON
import Testing

@testable import TikTok

/// How a stream ends when parts of it cannot be read.
struct StreamProgressOutcomeTests {
  private static func progress(_ accounts: [Account], start: String = "2026-09-01") throws -> ProgressBox {
    let plan = try StreamPlan.make(configuration: .make(["start_date": .string(start)]), accounts: accounts)
    return ProgressBox(
      StreamProgress(plan, bookmark: Bookmark(cursorField: "stat_time_day", granularity: .day)))
  }

  private static let accounts = [Account.make(7001), .make(7002)]
  private static let oops = SourceFailure(.system, "Oops.")

  @Test func `further slices of a refused account are skipped, others are read`() throws {
    let progress = try Self.progress(Self.accounts)
    let first = progress.schedule(1)[0]
    #expect(progress.isWanted(first))
    #expect(progress.refuse(first, .refused(40001)))
    let rest = progress.schedule(3)
    #expect(([first] + rest).map(progress.isWanted) == [false, false, false, true])
    #expect(!progress.refuse(rest[0], .refused(40001)))
    #expect(progress.outcome == .complete)
  }

  @Test func `when every account is refused, so is the stream, with the first account's reason`() throws {
    let progress = try Self.progress(Self.accounts, start: "2026-11-01")
    let slices = progress.schedule(2)
    _ = progress.refuse(slices[1], .refused(40001, "second"))
    #expect(progress.outcome == .complete)
    _ = progress.refuse(slices[0], .refused(40001, "first"))
    #expect(progress.outcome == .refused(.refused(40001, "first")))
  }

  @Test func `one refusal covers all days of its account`() throws {
    let progress = try Self.progress(Self.accounts)
    let slices = progress.schedule()
    #expect(slices.count == 6)
    for slice in [slices[0], slices[3]] { _ = progress.refuse(slice, .refused(40001)) }
    #expect(progress.outcome == .refused(.refused(40001)))
  }

  @Test func `a stream is refused even if some accounts have nothing to read`() throws {
    let unborn = Account.make(7002, createdAt: testTime + 10 * 86400)
    let progress = try Self.progress([unborn, .make(7001)], start: "2026-11-01")
    let slice = progress.schedule(1)[0]
    _ = progress.refuse(slice, .refused(40001))
    #expect(progress.outcome == .refused(.refused(40001)))
  }

  @Test func `after a failure no more slices of its account are scheduled, but all of others`() throws {
    let progress = try Self.progress(Self.accounts)
    let slices = progress.schedule(2)
    progress.fail(Self.oops, in: slices[0])
    #expect(!progress.isWanted(slices[1]))
    let others = progress.schedule()
    #expect(others.count == 3)
    #expect(others.allSatisfy { $0.partition == 1 && progress.isWanted($0) })
    for slice in slices + others.dropLast() { #expect(!progress.finish(slice)) }
    #expect(progress.finish(others[2]))
    #expect(progress.outcome == .failed(Self.oops))
  }

  @Test
  func `after two accounts fail no more slices are scheduled, and the last running one ends the stream`()
    throws
  {
    let progress = try Self.progress(Self.accounts)
    let slices = progress.schedule(4)
    progress.fail(Self.oops, in: slices[0])
    progress.fail(SourceFailure(.transient, "Later."), in: slices[3])
    #expect(progress.next() == nil)
    #expect(slices.allSatisfy { !progress.isWanted($0) })
    #expect(!progress.isEmpty)
    for slice in slices.dropLast() { #expect(!progress.finish(slice)) }
    #expect(progress.finish(slices[3]))
    #expect(progress.outcome == .failed(Self.oops))
  }

  @Test func `after retries were exhausted, no more slices are scheduled`() throws {
    let progress = try Self.progress(Self.accounts)
    let slices = progress.schedule(2)
    progress.fail(Self.oops, in: slices[0], sparesOthers: false)
    #expect(progress.next() == nil)
    #expect(!progress.isWanted(slices[1]))
    #expect(!progress.finish(slices[0]))
    #expect(progress.finish(slices[1]))
  }

  @Test func `when the only running slice fails, the stream ends with it`() throws {
    let progress = try Self.progress([.make()], start: "2026-11-01")
    let first = progress.schedule(1)[0]
    progress.fail(Self.oops, in: first)
    #expect(progress.finish(first))
  }

  @Test func `slices read before a failure count`() throws {
    let progress = try Self.progress(Self.accounts)
    let slices = progress.schedule(3)
    progress.fail(Self.oops, in: slices[2])
    #expect(progress.advance(past: slices[0]))
    #expect(progress.bookmark?.cursor(of: .make(7001)) == .day("2026-09-30"))
    #expect(progress.advance(past: slices[1]))
    #expect(progress.bookmark?.cursor(of: .make(7001)) == .day("2026-10-30"))
  }

  @Test func `a failure takes precedence over refusals`() throws {
    let progress = try Self.progress([.make()], start: "2026-11-01")
    let slice = progress.schedule(1)[0]
    _ = progress.refuse(slice, .refused(40001))
    progress.fail(Self.oops, in: slice)
    #expect(progress.outcome == .failed(Self.oops))
  }
}
