import Connector
import HTTP
import JSON
import Synchronization
import Testing

@testable import TikTok

@Suite(.timeLimit(.minutes(10)))
struct APIClientTests {
  private static let request = APIRequest("ad/get/", [.init("advertiser_id", "7001")])

  private static func error(
    of client: APIClient, reading: @escaping @Sendable (Page) async throws -> Void = { _ = try $0.document() }
  ) async throws -> APIError {
    try #require(await #expect(throws: APIError.self) { try await client.page(request, reading: reading) })
  }

  @Test func `a request is a GET with the token in its header`() async throws {
    let api = ScriptedAPI { _ in .data([:]) }
    _ = try await APIClient.make(api).document(Self.request)
    let call = try #require(api.calls.first)
    #expect(call.url == "https://business-api.tiktok.com/open_api/v1.3/ad/get/?advertiser_id=7001")
    #expect(call.headers == [HTTPHeader(name: "Access-Token", value: canary)])
    #expect(!call.url.contains(canary))
  }

  @Test func `the reader gets the page with its request, body and truncation header`() async throws {
    let api = ScriptedAPI { _ in .text("body", headers: ["x-tt-ads-throttle": "20k", "Other": "x"]) }
    let page = try await APIClient.make(api).page(Self.request) { $0 }
    #expect(page.request == Self.request)
    #expect(page.body.bytes == Array("body".utf8))
    #expect(page.truncation == "20k")
    let plain = try await APIClient.make(ScriptedAPI { _ in .text("") }).page(Self.request) { $0 }
    #expect(plain.truncation == nil)
  }

  @Test(arguments: [
    Answer.refusal(50000), .refusal(40200), .refusal(60001), .text("<html>", status: 504), .text("{"),
    .text("{}"),
    .failure(.connectionLost), .failure(.unresolvableHost),
  ])
  func `temporary failures are retried until they succeed`(trouble: Answer) async throws {
    let api = ScriptedAPI { $0.attempt < 3 ? trouble : .data(["x": 1]) }
    let events = Mutex<[Bool]>([])
    let client = APIClient.make(
      api, onRetry: { event in events.withLock { $0.append(event.pausesEverything) } })
    #expect(try await client.document(Self.request) == ["x": 1])
    #expect(api.calls.count == 3)
    #expect(events.withLock(\.self) == [false, false])
  }

  @Test(arguments: [Answer.refusal(40100), .refusal(40133), .text("", status: 429)])
  func `throttling pauses all requests, first for 2 seconds and then for 5`(trouble: Answer) async throws {
    let api = ScriptedAPI { $0.attempt < 3 ? trouble : .data([:]) }
    let clock = InstantClock()
    let events = Mutex<[Bool]>([])
    let client = APIClient.make(
      api, clock: clock, onRetry: { event in events.withLock { $0.append(event.pausesEverything) } })
    _ = try await client.document(Self.request)
    #expect(api.calls.count == 3)
    #expect(events.withLock(\.self) == [true, true])
    #expect(clock.slept >= .seconds(7))
  }

  @Test(arguments: [40001, 40002, 40007, 40067, 40101, 40105, 40300, 20001])
  func `permanent failures are not retried`(code: Int) async throws {
    let api = ScriptedAPI { _ in .refusal(code, "said") }
    let error = try await Self.error(of: .make(api))
    #expect(error == .refused(code, "said"))
    #expect(api.calls.count == 1)
  }

  @Test func `retries are limited, and the last error is thrown`() async throws {
    let api = ScriptedAPI { $0.attempt < 6 ? .refusal(50000) : .text("busy", status: 503) }
    let error = try await Self.error(of: .make(api))
    #expect(error == APIError(.status(503, excerpt: "busy"), path: "ad/get/"))
    #expect(api.calls.count == RetryPolicy().attempts)
  }

  @Test func `a transport error contains the endpoint`() async throws {
    let api = ScriptedAPI { _ in .failure(.certificateRefused(authorities: "store")) }
    let error = try await Self.error(of: .make(api))
    #expect(error.path == "ad/get/")
    #expect(error.kind == .configuration)
    #expect(api.calls.count == 1)
  }

  @Test func `an error of the reader that is not an API error is thrown unchanged`() async throws {
    struct Closed: Error {}
    let api = ScriptedAPI { _ in .data([:]) }
    await #expect(throws: Closed.self) {
      try await APIClient.make(api).page(Self.request) { _ in throw Closed() }
    }
    #expect(api.calls.count == 1)
  }

  @Test func `a cancelled request throws a cancellation`() async throws {
    let gate = Gate()
    let api = ScriptedAPI { _ in
      await gate.pass()
      return .data([:])
    }
    let client = APIClient.make(api)
    let task = Task { try await client.document(Self.request) }
    await eventually { gate.waiting == 1 }
    task.cancel()
    gate.open()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(api.calls.count == 1)
  }

  @Test func `a transport that has shut down throws a cancellation`() async throws {
    let api = ScriptedAPI { _ in .failure(.cancelled) }
    await #expect(throws: CancellationError.self) { try await APIClient.make(api).document(Self.request) }
    #expect(api.calls.count == 1)
  }

  @Test func `no more requests are in flight than the concurrency allows`() async throws {
    let gate = Gate()
    let api = ScriptedAPI { _ in
      await gate.pass()
      for _ in 0..<5 { await Task.yield() }
      return .data([:])
    }
    let client = APIClient.make(api, concurrency: 3)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<30 {
        group.addTask { _ = try await client.document(Self.request.page(number)) }
      }
      await eventually { gate.waiting == 3 && client.slots.waiting == 27 }
      gate.open()
      try await group.waitForAll()
    }
    #expect(api.calls.count == 30)
    #expect(api.mostInFlight == 3)
  }

  @Test func `a page keeps its slot until it has been read`() async throws {
    let gate = Gate()
    let api = ScriptedAPI { _ in .data([:]) }
    let client = APIClient.make(api, concurrency: 1)
    let reader = Task { try await client.page(Self.request) { _ in await gate.pass() } }
    await eventually { gate.waiting == 1 }
    let other = Task { try await client.document(Self.request.page(2)) }
    await eventually { client.slots.waiting == 1 }
    #expect(api.calls.count == 1)
    gate.open()
    try await reader.value
    _ = try await other.value
    #expect(api.calls.count == 2)
  }

  @Test func `a request that waits for its endpoint's rate or a retry holds no slot`() async throws {
    let api = ScriptedAPI { $0.path == "ad/get/" && $0["page"] == nil ? .refusal(50000) : .data([:]) }
    let client = APIClient(
      baseURL: .production, accessToken: canary,
      transport: RetryingTransport(api, limiter: RateLimiter([]), jitter: { 1 }),
      limiters: ["ad/get/": RateLimiter([Rate(1, per: .seconds(3600))])], slots: ConcurrencyLimiter(1),
      onRetry: { _ in })
    // The request was refused and now waits for its second attempt.
    let refused = Task { try await client.document(Self.request) }
    await eventually { api.calls.count == 1 }
    let waiting = Task { try await client.document(Self.request.page(2)) }
    for number in 1...3 { _ = try await client.document(APIRequest("campaign/get/").page(number)) }
    #expect(api.calls.count == 4)
    for task in [refused, waiting] {
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
    _ = try await client.document(APIRequest("campaign/get/"))
  }

  @Test func `errors contain neither token nor secret`() async throws {
    let request = APIRequest(
      "oauth2/advertiser/get/", [.init("app_id", "7000"), .init("secret", canarySecret)])
    for answer in [
      Answer.failure(.other), .text("<p>\(canary) \(canarySecret)</p>", status: 403),
      .failure(.invalidRequest),
    ] {
      let api = ScriptedAPI { _ in answer }
      let error = try #require(
        await #expect(throws: APIError.self) { try await APIClient.make(api).document(request) })
      #expect(!"\(error)".contains(canary))
      #expect(!"\(error)".contains(canarySecret))
    }
  }

  @Test func `an endpoint with its own rate keeps to it, and others do not wait`() async throws {
    let clock = InstantClock()
    let api = ScriptedAPI { _ in .data([:]) }
    let client = APIClient(
      baseURL: .production, accessToken: canary,
      transport: RetryingTransport(api, limiter: RateLimiter([], clock: clock), clock: clock, jitter: { 1 }),
      limiters: ["ad/get/": RateLimiter([Rate(1, per: .seconds(10))], clock: clock)],
      slots: ConcurrencyLimiter(1),
      onRetry: { _ in })
    for _ in 0..<3 { _ = try await client.document(APIRequest("campaign/get/")) }
    _ = try await client.document(APIRequest("ad/get/"))
    #expect(clock.slept == .zero)
    _ = try await client.document(APIRequest("ad/get/", [.init("advertiser_id", "7001")]))
    #expect(clock.slept >= .seconds(10))
    #expect(api.calls.count == 5)
  }
}
