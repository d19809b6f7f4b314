import HTTP
import Testing

@testable import TikTok

/// §5 of the fact sheet.
struct APILevelTests {
  @Test(arguments: [(APILevel.basic, 10), (.advanced, 20), (.premium, 30), (.ultimate, 50)])
  func `a level allows so many requests a second`(level: APILevel, count: Int) {
    #expect(level.requestsPerSecond == count)
  }

  @Test(arguments: [
    (APILevel.basic, 8, 240), (.advanced, 12, 360), (.premium, 20, 600), (.ultimate, 20, 600),
  ])
  func `the reports of shops have a rate of their own`(level: APILevel, second: Int, minute: Int) {
    let rates = level.narrowerRates()["gmv_max/report/get/"]
    #expect(rates == [Rate(second, per: .seconds(1)), Rate(minute, per: .seconds(60))])
  }
}
