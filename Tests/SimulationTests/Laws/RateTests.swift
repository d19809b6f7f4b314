import JSON
import TestSupport
import Testing

@testable import Airbyte

/// Where there is work, TikTok's rate is used.
struct RateTests {
  private static let now = 1_793_696_400

  /// Requests per second in the middle half of a read of many accounts, while answers take `pace`.
  private func rate(of name: String, at pace: Duration) throws -> Double {
    var random = Seeded(1)
    let start = Day(of: Self.now, hoursAheadOfUTC: 0).advanced(by: -12)
    let accounts = (1...60).map { SimulatedAccount($0, from: start, now: Self.now, &random) }
    let stream = try #require(SimulatedStream.all.first { $0.name == name })
    let folder = try TemporaryFolder()
    let configuration: JSON = [
      "credentials": [
        "auth_type": "oauth2.0", "app_id": .string(SimulatedTikTok.app),
        "secret": .string(SimulatedTikTok.secret), "access_token": .string(SimulatedTikTok.token),
      ],
      "start_date": .string(start.text), "report_window_days": 1,
    ]
    let catalog: JSON = [
      "streams": [
        [
          "stream": ["name": .string(stream.name), "json_schema": stream.schema],
          "sync_mode": "incremental", "destination_sync_mode": "append_dedup",
        ]
      ]
    ]
    let arguments = [
      "read", "--config", try folder.file("config.json", configuration.text),
      "--catalog", try folder.file("catalog.json", catalog.text),
    ]
    let run = SimulatedProcess(
      random: Seeded(2), tikTok: SimulatedTikTok(accounts: accounts, moment: Self.now),
      weather: Weather(Seeded(3), strength: 0, pace: pace), fatality: .none, arguments: arguments
    ).run()
    #expect(run.exit == .success)
    let moments = run.exchanges.map(\.sent)
    try #require(moments.count > 600)
    let (first, last) = (moments.count / 4, moments.count * 3 / 4)
    return Double(last - first) / ((moments[last] - moments[first]) / .seconds(1))
  }

  @Test(arguments: [Duration.milliseconds(5), .milliseconds(300), .seconds(2)])
  func `the rate is used to 95 percent, however long answers take`(pace: Duration) throws {
    let rate = try rate(of: "advertisers_reports_daily", at: pace)
    #expect(rate >= 9.5 && rate <= 10, "\(rate) requests per second")
  }

  @Test func `the rate is used where kinds of campaigns are looked up first`() throws {
    let rate = try rate(of: "ads_reports_daily", at: .milliseconds(300))
    #expect(rate >= 9.5 && rate <= 10, "\(rate) requests per second")
  }
}
