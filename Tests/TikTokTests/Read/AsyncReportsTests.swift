import HTTP
import JSON
import Synchronization
import Testing

@testable import TikTok

@Suite(.timeLimit(.minutes(10)))
struct AsyncReportsTests {
  private static func task() throws -> AsyncReport {
    try #require(
      AsyncReport(
        of: Report(.basic, level: .ad, granularity: .day), account: .make(), in: .make("2026-11-01"),
        objects: nil,
        metrics: ["spend"]))
  }

  /// The text of a task's output.
  private static func read(
    _ api: ScriptedAPI, clock: InstantClock = InstantClock(), policy: RetryPolicy = RetryPolicy()
  ) async throws -> String {
    let client = APIClient.make(api, policy: policy, clock: InstantClock())
    let read = Mutex("")
    try await AsyncReports(client: client, clock: clock).read(try task()) { page throws(APIError) in
      let text = String(decoding: page.body.bytes, as: UTF8.self)
      if text == "cut" { throw APIError(.page(.unexpectedShape("it is cut")), path: page.request.path) }
      return text
    } deliver: { text in
      read.withLock { $0 += text }
    }
    return read.withLock(\.self)
  }

  private static func failure(_ api: ScriptedAPI, clock: InstantClock = InstantClock()) async throws
    -> APIError
  {
    try #require(await #expect(throws: APIError.self) { try await read(api, clock: clock) })
  }

  @Test func `a task is created, checked and downloaded`() async throws {
    let book = TaskBook()
    let api = ScriptedAPI { Answer.task($0, checks: 3, in: book) { _ in "a,b" } ?? .refusal(1) }
    let clock = InstantClock()
    #expect(try await Self.read(api, clock: clock) == "a,b")
    #expect(
      api.calls.map(\.path) == [
        "report/task/create/", "report/task/check/", "report/task/check/", "report/task/check/",
        "report/task/download/",
      ])
    #expect(clock.slept == .seconds(2 + 4 + 8))
    let creation = try #require(api.calls.first)
    #expect(creation.method == .post)
    #expect(creation.url == "https://business-api.tiktok.com/open_api/v1.3/report/task/create/")
    #expect(
      creation.headers == [
        HTTPHeader(name: "Access-Token", value: canary),
        HTTPHeader(name: "Content-Type", value: "application/json"),
      ])
    let body = try JSON(parsing: try #require(try Self.task().creation.body))
    #expect(creation.body == body)
    #expect(api.calls.dropFirst().allSatisfy { $0.method == .get && $0["task_id"] == "t1" })
  }

  @Test(arguments: ["FAILED", "CANCELED"])
  func `a failed task is reported with its id and TikTok's message`(status: String) async throws {
    let api = ScriptedAPI { call in
      call.path == "report/task/create/"
        ? .data(["task_id": "t7"]) : .data(["status": .string(status), "message": "Out of luck."])
    }
    let error = try await Self.failure(api)
    #expect(
      error == APIError(.task("t7", problem: "ended as \(status): Out of luck."), path: "report/task/check/"))
    #expect(error.kind == .system)
    #expect(error.description == "report/task/check/ task t7 ended as \(status): Out of luck.")
    #expect(api.calls.count == 2)
  }

  @Test func `a task is checked every half minute, for an hour at most`() async throws {
    let api = ScriptedAPI { call in
      call.path == "report/task/create/" ? .data(["task_id": 7]) : .data(["status": "QUEUING"])
    }
    let clock = InstantClock()
    let error = try await Self.failure(api, clock: clock)
    #expect(
      error.cause == .task("7", problem: "was not done after 60 minutes (status QUEUING)"))
    #expect(clock.slept >= .seconds(3600) && clock.slept < .seconds(3630))
    #expect(api.calls(of: "report/task/check/").count == 123)
  }

  @Test func `a cancelled read sends no more requests`() async throws {
    let gate = Gate()
    let api = ScriptedAPI { call in
      if call.path == "report/task/create/" { return .data(["task_id": "t1"]) }
      await gate.pass()
      return .data(["status": "PROCESSING"])
    }
    let read = Task { try await Self.read(api) }
    await eventually { gate.waiting == 1 }
    read.cancel()
    gate.open()
    await #expect(throws: CancellationError.self) { try await read.value }
    #expect(api.calls.count == 2)
  }

  @Test(arguments: ["create", "check", "download"])
  func `temporary failures are retried`(step: String) async throws {
    let book = TaskBook()
    let api = ScriptedAPI { call in
      if call.path.contains(step), call.attempt == 1 { return .refusal(40200, "Not yet.") }
      return Answer.task(call, in: book) { _ in "a" } ?? .refusal(1)
    }
    #expect(try await Self.read(api) == "a")
    #expect(api.calls.count == 4)
  }

  @Test func `a damaged output is downloaded again`() async throws {
    let api = ScriptedAPI { call in
      if call.path == "report/task/download/" { return .text(call.attempt < 3 ? "cut" : "whole") }
      return Answer.task(call, in: TaskBook()) { _ in "" } ?? .refusal(1)
    }
    #expect(try await Self.read(api) == "whole")
    #expect(api.calls(of: "report/task/create/").count == 1)
    #expect(api.calls(of: "report/task/download/").count == 3)
  }

  @Test func `an envelope instead of the output is treated as an error`() async throws {
    let api = ScriptedAPI { call in
      if call.path == "report/task/download/" { return .refusal(40002, "No such task.") }
      return Answer.task(call, in: TaskBook()) { _ in "" } ?? .refusal(1)
    }
    #expect(try await Self.failure(api) == .refused(40002, "No such task.", path: "report/task/download/"))
  }

  @Test func `a link is not followed, because the token must only be sent to the API`() async throws {
    let api = ScriptedAPI { call in
      if call.path == "report/task/download/" { return .data(["download_url": "https://example.com/x.csv"]) }
      return Answer.task(call, in: TaskBook()) { _ in "" } ?? .refusal(1)
    }
    let error = try await Self.failure(api)
    #expect(error.cause == .task("t1", problem: "has no text as its output"))
    #expect(api.calls.allSatisfy { $0.host == "business-api.tiktok.com" })
  }

  @Test func `a response without a task id is an error`() async throws {
    let error = try await Self.failure(ScriptedAPI { _ in .data([:]) })
    #expect(error.cause == .page(.unexpectedShape("it has no `data.task_id`")))
  }

  @Test(arguments: APILevel.allCases)
  func `creating tasks has its own rate at every level`(level: APILevel) {
    #expect(
      level.narrowerRates()["report/task/create/"] == [
        Rate(1, per: .seconds(1)), Rate(60, per: .seconds(60)),
      ])
  }
}
