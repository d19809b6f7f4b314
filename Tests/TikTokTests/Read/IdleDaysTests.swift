import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

/// Which days need not be requested: at 2026-11-03 09:00 UTC, when 1 November is the last day that has ended
/// everywhere, and 30 October the last whose numbers are final.
@Suite(.timeLimit(.minutes(10)))
struct IdleDaysTests {
  private static let account = AdvertiserID.make()

  private static func directory(_ api: ScriptedAPI, _ sink: MemorySink = MemorySink()) -> IdleDays {
    IdleDays(client: .make(api), today: Today(seconds: testTime), log: sink)
  }

  private static func hours(_ start: CalendarDay, _ end: CalendarDay) -> DateWindows {
    DateWindows(from: start, through: end, daysPerWindow: 1)
  }

  /// The advertiser's rows for some days.
  private static func rows(_ days: String...) -> Answer {
    .page(days.map { ["dimensions": ["advertiser_id": "7001", "stat_time_day": .string("\($0) 00:00:00")]] })
  }

  @Test func `a day without a row is idle, and each day is requested once`() async throws {
    let api = ScriptedAPI { call in
      call.days == "2026-09-01…2026-09-30" ? Self.rows("2026-09-02", "2026-09-30") : Self.rows("2026-10-30")
    }
    let directory = Self.directory(api)
    directory.note(Self.hours("2026-09-01", "2026-11-03"), of: Self.account)
    var active: [String] = []
    for window in Self.hours("2026-09-01", "2026-11-03") {
      if try await !directory.isIdle(Self.account, in: window) { active.append("\(window)") }
    }
    #expect(
      active == [
        "2026-09-02", "2026-09-30", "2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03",
      ])
    #expect(api.calls.map(\.days) == ["2026-09-01…2026-09-30", "2026-10-01…2026-10-30"])
    let call = try #require(api.calls.first)
    #expect(call["report_type"] == "BASIC" && call["data_level"] == "AUCTION_ADVERTISER")
    #expect(call["dimensions"] == #"["advertiser_id","stat_time_day"]"# && call["filtering"] == nil)
    #expect(call.metrics.contains("spend") && call.metrics.contains("real_time_conversion"))
  }

  @Test func `a window is idle when all its days are, even across periods`() async throws {
    let api = ScriptedAPI { call in
      call.days == "2026-08-01…2026-08-30" ? Self.rows("2026-08-30") : Self.rows()
    }
    let directory = Self.directory(api)
    directory.note(Self.hours("2026-08-01", "2026-10-30"), of: Self.account)
    for (window, isIdle) in [
      (DateWindow.make("2026-08-10", "2026-09-08"), false), (.make("2026-08-01", "2026-08-29"), true),
      (.make("2026-08-31", "2026-09-29"), true), (.make("2026-08-30"), false), (.make("2026-08-31"), true),
      (.make("2026-10-20", "2026-10-31"), false),
    ] { #expect(try await directory.isIdle(Self.account, in: window) == isIdle, "\(window)") }
    #expect(api.calls.count == 2)
  }

  @Test func `all 30 days of a period are distinguished`() async throws {
    let all = Self.hours("2026-09-01", "2026-09-30")
    for day in all {
      let directory = Self.directory(ScriptedAPI { _ in Self.rows("\(day)") })
      directory.note(all, of: Self.account)
      for other in all { #expect(try await directory.isIdle(Self.account, in: other) == (other != day)) }
    }
  }

  @Test func `nothing is requested when it could not save a request`() async throws {
    let api = ScriptedAPI { _ in Self.rows() }
    let month = DateWindows(from: "2026-09-01", through: "2026-10-30", daysPerWindow: 30)
    let directory = Self.directory(api)
    directory.note(month, of: Self.account)
    #expect(try await !directory.isIdle(Self.account, in: month[0]))
    #expect(api.calls.isEmpty)
    directory.note(month, of: Self.account)
    #expect(try await directory.isIdle(Self.account, in: month[0]))
    #expect(try await directory.isIdle(Self.account, in: month[1]))
    #expect(api.calls.count == 2)
    // Unknown days and accounts.
    #expect(try await !directory.isIdle(Self.account, in: .make("2026-08-31")))
    #expect(try await !directory.isIdle(.make(7002), in: month[0]))
    #expect(api.calls.count == 2)
  }

  @Test func `windows that contain recent days are never idle`() async throws {
    let api = ScriptedAPI { _ in Self.rows() }
    let directory = Self.directory(api)
    for _ in 0..<3 {
      directory.note(
        DateWindows(from: "2026-10-20", through: "2026-11-03", daysPerWindow: 30), of: Self.account)
      directory.note(Self.hours("2026-10-31", "2026-11-03"), of: Self.account)
      directory.note(Self.hours("2026-10-02", "2026-10-01"), of: Self.account)
    }
    #expect(try await !directory.isIdle(Self.account, in: .make("2026-10-20", "2026-11-03")))
    #expect(try await !directory.isIdle(Self.account, in: .make("2026-10-31")))
    #expect(api.calls.isEmpty)
  }

  @Test func `concurrent tasks send one request`() async throws {
    let gate = Gate()
    let api = ScriptedAPI { _ in
      await gate.pass()
      return Self.rows("2026-10-02")
    }
    let directory = Self.directory(api)
    let days = Self.hours("2026-10-01", "2026-10-05")
    directory.note(days, of: Self.account)
    let tasks = await begunTasks(days.count) { try await directory.isIdle(Self.account, in: days[$0]) }
    await eventually { gate.waiting == 1 }
    gate.open()
    var told: [Bool] = []
    for task in tasks { told.append(try await task.value) }
    #expect(told == [true, false, true, true, true])
    #expect(api.calls.count == 1)
  }

  // MARK: - Failures

  private static let otherAnswers: [Answer] = [
    .refusal(40001), .refusal(40002), .refusal(40067), .refusal(40009), .data(["list": []]),
    rows("2026-11-01"),
    .page([["dimensions": ["advertiser_id": "7001"]]]), .page([], of: 2),
    .data(["page_info": ["total_page": 1]]), .text("{", status: 200), .text("no", status: 502),
    .failure(.stalled),
  ]

  @Test(arguments: otherAnswers.indices)
  func `after a failure no day is idle, and one warning is logged`(index: Int) async throws {
    let api = ScriptedAPI { call in call["advertiser_id"] == "7003" ? Self.rows() : Self.otherAnswers[index] }
    let sink = MemorySink()
    let directory = Self.directory(api, sink)
    let days = Self.hours("2026-09-01", "2026-10-30")
    let accounts = [7001, 7002, 7003].map { AdvertiserID.make($0) }
    for account in accounts { directory.note(days, of: account) }
    for account in accounts {
      for day in [days[0], days[1], days[59]] {
        #expect(try await directory.isIdle(account, in: day) == (account == accounts[2]))
      }
    }
    #expect(Set(api.calls.filter { $0["advertiser_id"] != "7003" }.map(\.days)) == ["2026-09-01…2026-09-30"])
    #expect(sink.warnings.count == 1)
    #expect(sink.logs.count == 2)
    #expect(
      sink.warnings.first?.hasPrefix("The idle days of advertiser 7001 cannot be found") == true)
  }

  @Test(arguments: [40105, 40100])
  func `errors that end a sync end it here too`(code: Int) async throws {
    let directory = Self.directory(ScriptedAPI { _ in .refusal(code) })
    directory.note(Self.hours("2026-10-01", "2026-10-05"), of: Self.account)
    let error = await #expect(throws: APIError.self) {
      try await directory.isIdle(Self.account, in: .make("2026-10-01"))
    }
    #expect(error?.code == code)
  }

  @Test func `when a task is cancelled, the next one sends the request`() async throws {
    let gate = Gate()
    let api = ScriptedAPI { call in
      if call.attempt == 1 { await gate.pass() }
      return Self.rows()
    }
    let directory = Self.directory(api)
    directory.note(Self.hours("2026-10-01", "2026-10-05"), of: Self.account)
    let first = Task { try await directory.isIdle(Self.account, in: .make("2026-10-01")) }
    await eventually { gate.waiting == 1 }
    let second = await begunTasks { _ in try await directory.isIdle(Self.account, in: .make("2026-10-02")) }
    first.cancel()
    gate.open()
    await #expect(throws: CancellationError.self) { try await first.value }
    #expect(try await second[0].value)
    #expect(api.calls.count == 2)
  }
}
