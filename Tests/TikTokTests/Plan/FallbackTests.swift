import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

/// Which other ways there are to read a slice, depending on TikTok's error.
struct FallbackTests {
  private static let account = Account.make()
  private static let days = Slice.make(window: .make("2026-10-01", "2026-10-30"))
  private static let day = Slice.make(window: .make("2026-10-01"))
  private static let life = Slice.make()

  private static func refusal(_ code: Int, _ message: String = "No.") -> APIError {
    APIError(
      .refused(Envelope(code: code, message: message, requestID: "r1")), path: "report/integrated/get/")
  }

  private static let tooLarge = refusal(40067)
  private static let timeout = APIError(.status(504, excerpt: ""), path: "report/integrated/get/")
  private static let truncated = APIError(.truncated("top 20k"), path: "report/integrated/get/")
  private static let unstable = APIError(.unstable(reads: 5), path: "file/video/ad/search/")
  private static let metric = refusal(40002, "Invalid metric fields: ['spend']")
  private static let parameter = refusal(40002, "No such thing")

  private static func indivisible(_ slice: Slice) -> Refusals {
    var known = Refusals()
    known.indivisible = [slice]
    return known
  }

  private static func onlyAsync(_ slice: Slice) -> Refusals {
    var known = Refusals()
    known.onlyAsync = [slice.ofAnyDays]
    return known
  }

  private static func knowing(_ note: (inout Refusals) -> Void) -> Refusals {
    var known = Refusals()
    note(&known)
    return known
  }

  @Test(
    arguments: [
      ("ads_reports_daily", days, Refusals(), nil),
      ("ads_reports_daily", days, knowing { $0.quickDays = [account.id: 30] }, nil),
      ("ads_reports_daily", days, knowing { $0.quickDays = [account.id: 15] }, [15, 15]),
      ("ads_reports_daily", days, knowing { $0.quickDays = [account.id: 11] }, [10, 10, 10]),
      ("ads_reports_daily", days, knowing { $0.quickDays = [.make(7002): 1] }, nil),
      ("ads_reports_daily", day, knowing { $0.quickDays = [account.id: 1] }, nil),
      ("ads_reports_daily", days, knowing { $0.hasNoLifetime = true }, nil),
      ("ads_reports_lifetime", life, Refusals(), nil),
      // From the first day for which TikTok has rows, because the account has no creation time.
      (
        "ads_reports_lifetime", life, knowing { $0.hasNoLifetime = true },
        Array(repeating: 365, count: 10) + [66]
      ),
      // A window that already is a year is not split into years again.
      ("ads_reports_lifetime", days, knowing { $0.hasNoLifetime = true }, nil),
    ] as [(StreamName, Slice, Refusals, [Int]?)])
  func `a request that is known to be refused is not sent whole`(
    stream: StreamName, slice: Slice, known: Refusals, days: [Int]?
  ) throws {
    let slices = try StreamPlan.make(.named(stream)).slices(insteadOf: slice, knowing: known)
    #expect(slices?.map { $0.window?.days ?? 0 } == days)
  }

  @Test(
    arguments: [
      // Days are halved first, for any report.
      ("ads_reports_daily", tooLarge, days, false, Refusals(), [.halves]),
      ("ads_reports_daily", timeout, days, true, Refusals(), [.halves]),
      ("advertisers_reports_daily", timeout, days, false, Refusals(), [.halves]),
      // Fewer days have as many ads.
      ("ads_reports_daily", truncated, days, false, Refusals(), [.parts]),
      ("ads_reports_daily", truncated, days, true, Refusals(), [.parts, .asyncReport]),
      ("ads_reports_daily", tooLarge, day, false, Refusals(), [.parts]),
      ("ads_reports_daily", tooLarge, day, true, Refusals(), [.parts, .asyncReport]),
      ("ads_reports_daily", timeout, day, false, Refusals(), [.parts, .smallerPages]),
      ("ads_reports_daily", timeout, day, false, indivisible(day), [.parts]),
      ("advertisers_reports_daily", tooLarge, day, false, Refusals(), []),
      ("advertisers_reports_daily", timeout, day, false, Refusals(), []),
      // A slice that only a task can read is not halved again.
      ("ads_reports_daily", tooLarge, days, true, onlyAsync(days), [.parts, .asyncReport]),
      // The row of a lifetime report sums up its days.
      ("ads_reports_lifetime", timeout, life, false, Refusals(), [.parts, .smallerPages]),
      ("ads_reports_lifetime", parameter, life, false, Refusals(), [.years]),
      ("ads_reports_daily", parameter, days, false, Refusals(), []),
      ("ads_reports_daily", metric, days, false, Refusals(), [.withoutColumns(["spend"])]),
      ("ads_reports_lifetime", metric, life, false, Refusals(), [.withoutColumns(["spend"])]),
      // The filter is refused, which says nothing about the metrics of other requests.
      ("ads_reports_daily", metric, days.narrowed(to: .topView), false, Refusals(), []),
      (
        "ads_reports_daily", metric, days.narrowed(to: .standard), false, Refusals(),
        [.withoutColumns(["spend"])]
      ),
      ("gmv_max_product_campaign_reports_daily", parameter, days, false, Refusals(), [.statusByStatus]),
      ("gmv_max_product_campaign_reports_daily", tooLarge, days, false, Refusals(), [.halves]),
      ("campaigns", timeout, life, false, Refusals(), []),
      ("campaigns", refusal(40001), life, false, Refusals(), []),
      ("creative_assets_videos", parameter, life, false, Refusals(), [.ownOrder]),
      ("creative_assets_videos", unstable, life, false, Refusals(), [.ownOrder]),
      ("creative_assets_videos", parameter, life, false, knowing { $0.hasNoOrder = true }, []),
      ("creative_assets_videos", refusal(40001), life, false, Refusals(), []),
      ("creative_assets_images", unstable, life, false, Refusals(), []),
    ] as [(StreamName, APIError, Slice, Bool, Refusals, [Fallback])])
  func `each error has its fallbacks`(
    stream: StreamName, error: APIError, slice: Slice, asyncReports: Bool, known: Refusals,
    expected: [Fallback]
  ) throws {
    let plan = try StreamPlan.make(
      .named(stream), configuration: .make(["async_reports": .bool(asyncReports)]))
    #expect(plan.fallbacks(after: error, for: slice, knowing: known) == expected)
  }

  @Test func `columns that were left out are not left out again`() throws {
    var known = Refusals()
    known.columns = ["spend"]
    known.hasNoStatusAll = true
    let plan = try StreamPlan.make()
    #expect(plan.fallbacks(after: Self.metric, for: Self.days, knowing: known) == [])
    let shops = try StreamPlan.make(.named("gmv_max_product_campaign_reports_daily"))
    #expect(shops.fallbacks(after: Self.parameter, for: Self.days, knowing: known) == [])
  }
}
