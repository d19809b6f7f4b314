import Connector
import JSON
import Testing

@testable import TikTok

/// How a stream ends when some of it cannot be read.
struct StreamProgressOutcomeTests {
  private static func progress(_ accounts: [Account], start: String = "2026-09-01") throws -> ProgressBox {
    let plan = try StreamPlan.make(configuration: .make(["start_date": .string(start)]), accounts: accounts)
    return ProgressBox(
      StreamProgress(plan, bookmark: Bookmark(cursorField: "stat_time_day", granularity: .day)))
  }

  private static let accounts = [Account.make(7001), .make(7002)]
  private static let oops = SourceFailure(.system, "Oops.")

  @Test func `a refused account's further slices are not wanted, the others are`() throws {
    let progress = try Self.progress(Self.accounts)
    let first = progress.hand(out: 1)[0]
    #expect(progress.isWanted(first))
    #expect(progress.refuse(first, .refused(40001)))
    let rest = progress.hand(out: 3)
    #expect(([first] + rest).map(progress.isWanted) == [false, false, false, true])
    #expect(!progress.refuse(rest[0], .refused(40001)))
    #expect(progress.outcome == .complete)
  }

  @Test func `when every account is refused the stream is, with the first account's reason`() throws {
    let progress = try Self.progress(Self.accounts, start: "2026-11-01")
    let slices = progress.hand(out: 2)
    _ = progress.refuse(slices[1], .refused(40001, "second"))
    #expect(progress.outcome == .complete)
    _ = progress.refuse(slices[0], .refused(40001, "first"))
    #expect(progress.outcome == .refused(.refused(40001, "first")))
  }

  @Test func `one refusal counts for all days of its account`() throws {
    let progress = try Self.progress(Self.accounts)
    let slices = progress.hand()
    #expect(slices.count == 6)
    for slice in [slices[0], slices[3]] { _ = progress.refuse(slice, .refused(40001)) }
    #expect(progress.outcome == .refused(.refused(40001)))
  }

  @Test func `accounts that have nothing to read do not save a stream that is refused everywhere`() throws {
    let unborn = Account.make(7002, createdAt: testTime + 10 * 86400)
    let progress = try Self.progress([unborn, .make(7001)], start: "2026-11-01")
    let slice = progress.hand(out: 1)[0]
    _ = progress.refuse(slice, .refused(40001))
    #expect(progress.outcome == .refused(.refused(40001)))
  }

  @Test func `of an account that failed nothing more is handed out, of the others everything`() throws {
    let progress = try Self.progress(Self.accounts)
    let slices = progress.hand(out: 2)
    progress.fail(Self.oops, in: slices[0])
    #expect(!progress.isWanted(slices[1]))
    let others = progress.hand()
    #expect(others.count == 3)
    #expect(others.allSatisfy { $0.partition == 1 && progress.isWanted($0) })
    for slice in slices + others.dropLast() { #expect(!progress.finish(slice)) }
    #expect(progress.finish(others[2]))
    #expect(progress.outcome == .failed(Self.oops))
  }

  @Test func `after two accounts have failed nothing more is handed out, and the last under way ends it`()
    throws
  {
    let progress = try Self.progress(Self.accounts)
    let slices = progress.hand(out: 4)
    progress.fail(Self.oops, in: slices[0])
    progress.fail(SourceFailure(.transient, "Later."), in: slices[3])
    #expect(progress.next() == nil)
    #expect(slices.allSatisfy { !progress.isWanted($0) })
    #expect(!progress.isEmpty)
    for slice in slices.dropLast() { #expect(!progress.finish(slice)) }
    #expect(progress.finish(slices[3]))
    #expect(progress.outcome == .failed(Self.oops))
  }

  @Test func `what waited in vain for TikTok or the network is not waited for again`() throws {
    let progress = try Self.progress(Self.accounts)
    let slices = progress.hand(out: 2)
    progress.fail(Self.oops, in: slices[0], sparesOthers: false)
    #expect(progress.next() == nil)
    #expect(!progress.isWanted(slices[1]))
    #expect(!progress.finish(slices[0]))
    #expect(progress.finish(slices[1]))
  }

  @Test func `a failure of the only slice under way is told with it`() throws {
    let progress = try Self.progress([.make()], start: "2026-11-01")
    let first = progress.hand(out: 1)[0]
    progress.fail(Self.oops, in: first)
    #expect(progress.finish(first))
  }

  @Test func `what was read before a failure counts`() throws {
    let progress = try Self.progress(Self.accounts)
    let slices = progress.hand(out: 3)
    progress.fail(Self.oops, in: slices[2])
    #expect(progress.advance(past: slices[0]))
    #expect(progress.bookmark?.cursor(of: .make(7001)) == .day("2026-09-30"))
    #expect(progress.advance(past: slices[1]))
    #expect(progress.bookmark?.cursor(of: .make(7001)) == .day("2026-10-30"))
  }

  @Test func `a failure weighs more than refusals`() throws {
    let progress = try Self.progress([.make()], start: "2026-11-01")
    let slice = progress.hand(out: 1)[0]
    _ = progress.refuse(slice, .refused(40001))
    progress.fail(Self.oops, in: slice)
    #expect(progress.outcome == .failed(Self.oops))
  }
}
