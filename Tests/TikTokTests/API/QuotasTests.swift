import HTTP
import JSON
import Synchronization
import Testing

@testable import TikTok

@Suite(.timeLimit(.minutes(10)))
struct QuotasTests {
  /// 2026-11-03, 23:00 UTC.
  private static let evening = 1_793_746_800
  private static let midnight = evening + 3600
  private static let report = APIRequest("gmv_max/report/get/", [.init("advertiser_id", "7001")])

  private static func task(_ account: String) -> APIRequest {
    APIRequest("report/task/create/", body: ["advertiser_id": .string(account)])
  }

  /// How many of `count` requests the quota allows.
  private static func taken(_ quotas: Quotas, _ request: APIRequest, _ count: Int, at now: Int) -> Int {
    (0..<count).count { _ in (try? quotas.take(request, at: now)) != nil }
  }

  @Test func `a daily quota is renewed at midnight UTC`() throws {
    let quotas = Quotas(["gmv_max/report/get/": [Quota(3, per: .day)]])
    #expect(Self.taken(quotas, Self.report, 5, at: Self.evening) == 3)
    let error = try #require(
      #expect(throws: APIError.self) { try quotas.take(Self.report, at: Self.midnight - 60) })
    #expect(error == APIError(.usedUp(Quota(3, per: .day)), path: Self.report.path, wait: .seconds(60)))
    #expect(error.retryAdvice == .backoff(atLeast: .seconds(60)))
    #expect(error.kind == .throttle)
    #expect(!error.endsSync)
    #expect(Self.taken(quotas, Self.report, 5, at: Self.midnight) == 3)
    #expect(Self.taken(quotas, APIRequest("ad/get/"), 99, at: Self.midnight) == 99)
  }

  @Test func `an hourly quota belongs to one account and is renewed an hour after its first request`() throws
  {
    let hour = Quota(2, per: .hour, isOfAccount: true)
    let quotas = Quotas(["report/task/create/": [Quota(5, per: .day), hour]])
    try quotas.take(Self.task("1"), at: Self.midnight)
    #expect(Self.taken(quotas, Self.task("1"), 5, at: Self.midnight + 600) == 1)
    #expect(Self.taken(quotas, Self.task("2"), 1, at: Self.midnight + 600) == 1)
    let error = try #require(
      #expect(throws: APIError.self) { try quotas.take(Self.task("1"), at: Self.midnight + 1000) })
    #expect(error.wait == .seconds(2600))
    #expect(error.cause == .usedUp(hour))
    #expect(Self.taken(quotas, Self.task("1"), 5, at: Self.midnight + 3600) == 1)
    // The daily quota is shared by all accounts, and refused requests have not used it.
    #expect(Self.taken(quotas, Self.task("3"), 5, at: Self.midnight + 3600) == 1)
  }

  @Test func `a quota that TikTok reports as used up is used up`() {
    let quotas = Quotas(["gmv_max/report/get/": [Quota(3, per: .day)]])
    #expect(quotas.exhaust(Self.report.path, at: Self.evening))
    #expect(Self.taken(quotas, Self.report, 5, at: Self.midnight - 1) == 0)
    #expect(Self.taken(quotas, Self.report, 5, at: Self.midnight) == 3)
    #expect(!quotas.exhaust("ad/get/", at: Self.evening))
  }

  private static func client(
    _ api: ScriptedAPI, quota: Int, minutes: Int, clock: InstantClock
  ) -> APIClient {
    var policy = RetryPolicy()
    policy.budget = .seconds(minutes * 60)
    return APIClient(
      baseURL: .production, accessToken: canary,
      transport: RetryingTransport(
        api, limiter: RateLimiter([], clock: clock), policy: policy, clock: clock, jitter: { 1 }),
      quotas: Quotas([report.path: [Quota(quota, per: .day)]]), slots: ConcurrencyLimiter(4),
      clock: clock, onRetry: { _ in })
  }

  @Test func `each attempt counts, and a request fails at once if it cannot wait until midnight`()
    async throws
  {
    let api = ScriptedAPI { $0.attempt < 3 ? .refusal(50000) : .data([:]) }
    let clock = InstantClock(at: Self.evening)
    let client = Self.client(api, quota: 3, minutes: 30, clock: clock)
    _ = try await client.document(Self.report)
    let slept = clock.slept
    let error = await #expect(throws: APIError.self) { try await client.document(Self.report.page(2)) }
    #expect(error?.cause == .usedUp(Quota(3, per: .day)))
    #expect(api.calls.count == 3)
    #expect(clock.slept == slept)
    _ = try await client.document(APIRequest("ad/get/"))
  }

  @Test func `a request waits until midnight if the budget allows`() async throws {
    let api = ScriptedAPI { _ in .data([:]) }
    let clock = InstantClock(at: Self.evening)
    let client = Self.client(api, quota: 1, minutes: 61, clock: clock)
    for number in 1...2 { _ = try await client.document(Self.report.page(number)) }
    #expect(clock.slept >= .seconds(3600))
    #expect(clock.slept < .seconds(3700))
  }

  @Test func `a used-up daily quota does not stop other endpoints`() async throws {
    let api = ScriptedAPI { call in
      call.path == "ad/get/" ? .data([:]) : .refusal(40100, "QPD (20001) reaches QPD limit 20000")
    }
    let clock = InstantClock(at: Self.evening)
    let client = Self.client(api, quota: 20_000, minutes: 30, clock: clock)
    let refused = await #expect(throws: APIError.self) { try await client.document(Self.report) }
    #expect(refused?.code == 40100)
    #expect(refused?.endsSync == false)
    await #expect(
      throws: APIError(.usedUp(Quota(20_000, per: .day)), path: Self.report.path, wait: .seconds(3600))
    ) {
      try await client.document(Self.report.page(2))
    }
    #expect(api.calls.count == 1)
    _ = try await client.document(APIRequest("ad/get/"))
    #expect(clock.slept == .zero)
  }
}
