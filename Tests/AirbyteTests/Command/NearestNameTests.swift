import Connector
import Testing

struct `Nearest name` {
  static let names = [
    "spec", "ads", "ad_groups", "ads_reports_daily", "ads_reports_hourly", "campaigns", "start_date",
    "concurrency",
  ]

  @Test(arguments: [
    ("adgroups", "ad_groups"), ("ad_reports_daily", "ads_reports_daily"), ("campaign", "campaigns"),
    ("camapigns", "campaigns"), ("Campaigns", "campaigns"), ("ads_report_hourly", "ads_reports_hourly"),
    ("strat_date", "start_date"), ("Start_Date", "start_date"), ("concurency", "concurrency"),
    ("startDate", "start_date"), ("START-DATE", "start_date"), ("StartDat", "start_date"),
    ("ad groups", "ad_groups"),
  ])
  func `a typing error is corrected`(name: String, meant: String) {
    #expect(nearestName(to: name, among: Self.names) == meant)
  }

  @Test(.timeLimit(.minutes(5))) func `a very long text has no near name`() {
    #expect(nearestName(to: String(repeating: "ads_", count: 1 << 20), among: Self.names) == nil)
  }

  @Test func `a suggestion is a sentence or empty`() {
    #expect(suggestion(for: "adgroups", among: Self.names) == " Did you mean `ad_groups`?")
    #expect(suggestion(for: "orders", among: Self.names) == "")
  }

  @Test(arguments: ["", "x", "sync", "orders", "advertiser_audiences"])
  func `a name that is too different gives no suggestion`(name: String) {
    #expect(nearestName(to: name, among: Self.names) == nil)
  }
}
