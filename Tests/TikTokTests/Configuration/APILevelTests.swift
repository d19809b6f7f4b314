import HTTP
import JSON
import Testing

@testable import TikTok

/// §5 of the fact sheet.
struct APILevelTests {
  @Test(arguments: [(APILevel.basic, 10), (.advanced, 20), (.premium, 30), (.ultimate, 50)])
  func `a level has its requests per second`(level: APILevel, count: Int) {
    #expect(level.requestsPerSecond == count)
  }

  @Test(arguments: [
    (APILevel.basic, 8, 240), (.advanced, 12, 360), (.premium, 20, 600), (.ultimate, 20, 600),
  ])
  func `shop reports have their own rate`(level: APILevel, second: Int, minute: Int) {
    let rates = level.narrowerRates()["gmv_max/report/get/"]
    #expect(rates == [Rate(second, per: .seconds(1)), Rate(minute, per: .seconds(60))])
  }

  @Test(arguments: [(APILevel.basic, 20_000), (.advanced, 30_000), (.premium, 50_000), (.ultimate, 50_000)])
  func `shop reports and report tasks have their own quotas`(level: APILevel, day: Int) {
    let tasks = [Quota(4500, per: .day), Quota(500, per: .hour, isOfAccount: true)]
    #expect(
      level.quotas() == ["gmv_max/report/get/": [Quota(day, per: .day)], "report/task/create/": tasks])
    let half = level.quotas(share: 0.5)
    #expect(half["gmv_max/report/get/"] == [Quota(day / 2, per: .day)])
    #expect(level.quotas(share: 0.000_001)["report/task/create/"]?.map(\.count) == [1, 1])
  }

  @Test func `in the sandbox each endpoint has a quota, unless requests per second are configured`() throws {
    let sandbox = try Configuration.make(credentials: .sandbox)
    #expect(Set(sandbox.quotas.keys).isSuperset(of: ["campaign/get/", "report/integrated/get/"]))
    #expect(sandbox.quotas.values.allSatisfy { $0 == [Quota(1000, per: .day)] })
    #expect(try Configuration.make(["requests_per_second": 5], credentials: .sandbox).quotas.isEmpty)
  }
}
