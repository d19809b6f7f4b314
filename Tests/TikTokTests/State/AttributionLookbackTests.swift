import JSON
import Testing

@testable import TikTok

/// What the state remembers of late conversions.
struct AttributionLookbackTests {
  private static let known = AttributionLookback(
    readOn: "2026-11-01", known: .init(windowDays: 7, askedOn: "2026-10-30"))

  @Test func `it comes back from a state as it was`() {
    for lookback in [Self.known, AttributionLookback(readOn: "2026-11-01")] {
      #expect(AttributionLookback(lookback.json) == lookback)
    }
    #expect(
      Self.known.json.text == #"{"read_on":"2026-11-01","window_days":7,"asked_on":"2026-10-30"}"#)
  }

  @Test(
    arguments: [
      nil, .null, [:], "2026-11-01", ["read_on": 5], ["read_on": "soon"], ["window_days": 7],
    ] as [JSON?])
  func `anything else is nothing`(json: JSON?) { #expect(AttributionLookback(json) == nil) }

  @Test(arguments: [-1, 181, 1_000_000] as [JSON])
  func `a window that cannot be is not known`(days: JSON) {
    let json: JSON = ["read_on": "2026-11-01", "window_days": days, "asked_on": "2026-10-30"]
    #expect(AttributionLookback(json) == AttributionLookback(readOn: "2026-11-01"))
  }

  /// An ad group that was made on the day after the question has no day older than the known window before then.
  @Test func `windows are asked for again when a new ad group could matter`() {
    #expect(!Self.known.isOutdated(on: "2026-11-07"))
    #expect(Self.known.isOutdated(on: "2026-11-08"))
    #expect(AttributionLookback(readOn: "2026-11-01").isOutdated(on: "2026-11-01"))
  }

  @Test func `days are read again once a day`() {
    #expect(Self.known.firstDay(on: "2026-11-01") == nil)
    #expect(Self.known.firstDay(on: "2026-10-31") == nil, "a clock that was ahead")
    #expect(Self.known.firstDay(on: "2026-11-02") == "2026-10-25")
    // The last time was long ago.
    #expect(Self.known.firstDay(on: "2026-12-24") == "2026-10-04")
  }

  /// An ad group that was added since has no day before the last question, and those after it were read each time.
  @Test func `what the ad groups say now decides how far`() {
    let found = AttributionLookback.Known(windowDays: 14, askedOn: "2026-11-09")
    #expect(Self.known.firstDay(on: "2026-11-09", with: found) == "2026-10-18")
    let shorter = AttributionLookback.Known(windowDays: 1, askedOn: "2026-11-09")
    #expect(Self.known.firstDay(on: "2026-11-09", with: shorter) == "2026-10-31")
  }
}
