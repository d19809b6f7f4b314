import Connector
import HTTP
import JSON
import Testing

@testable import TikTok

@Suite(.timeLimit(.minutes(10)))
struct ObjectLookupTests {
  private static let pixels = ParentObjects.objects(.pixels, parameter: "pixel_ids", perRequest: 2)

  private static func pixels(_ ids: ClosedRange<Int>, page: Int = 1, of pages: Int = 1) -> Answer {
    .data([
      "pixels": .array(ids.map { ["pixel_id": .string("\($0)")] }),
      "page_info": ["page": .int(page), "total_page": .int(pages)],
    ])
  }

  private static func ids(_ subjects: [RequestScope]) -> [String] {
    subjects.flatMap { $0.parameters.map(\.value) }
  }

  @Test func `objects are returned in groups, from all pages`() async throws {
    let api = ScriptedAPI { call in
      Self.pixels(call.page == 1 ? 1...3 : 4...5, page: call.page, of: 2)
    }
    let subjects = try await ObjectLookup.make(api).subjects(Self.pixels, of: .make())
    #expect(Self.ids(subjects) == [#"["1","2"]"#, #"["3","4"]"#, #"["5"]"#])
    #expect(subjects.allSatisfy { $0.columns.isEmpty })
    #expect(api.calls.map(\.path) == Array(repeating: "pixel/list/", count: 3))
    #expect(api.calls.map(\.page) == [1, 2, 1], "the first one again, to see whether the list has changed")
    #expect(api.calls.allSatisfy { $0["page_size"] == "20" && $0["advertiser_id"] == "7001" })
  }

  @Test func `a list is requested once, even by concurrent tasks`() async throws {
    let gate = Gate()
    let api = ScriptedAPI { _ in
      await gate.pass()
      return Self.pixels(1...2)
    }
    let directory = ObjectLookup.make(api)
    let tasks = await begunTasks(5) { _ in try await directory.subjects(Self.pixels, of: .make()) }
    await eventually { gate.waiting == 1 }
    gate.open()
    for task in tasks { #expect(try await Self.ids(task.value) == [#"["1","2"]"#]) }
    // The list does not depend on the days.
    _ = try await directory.subjects(
      .objectsByDays(.pixels, parameter: "pixel_ids", perRequest: 1), of: .make())
    #expect(api.calls.count == 1)
    _ = try await directory.subjects(Self.pixels, of: .make(7002))
    #expect(api.calls.count == 2)
  }

  @Test func `all shops are returned, and those not marked as available are flagged`() async throws {
    let api = ScriptedAPI { _ in
      .data([
        "store_list": [
          ["store_id": "1", "is_gmv_max_available": true], ["store_id": "2", "is_gmv_max_available": false],
          ["store_id": "3"], ["is_gmv_max_available": true],
          ["store_id": 7_000_000_000_000_000_004, "is_gmv_max_available": true],
        ]
      ])
    }
    let subject = try #require(TikTok.Stream.named("gmv_max_live_campaign_reports_daily").parents)
    let subjects = try await ObjectLookup.make(api).subjects(subject, of: .make())
    // Ids may be numbers, too.
    let ids = ["1", "2", "3", "7000000000000000004"]
    #expect(subjects.map(\.columns) == ids.map { ["store_id": $0] })
    #expect(subjects.map(\.parameters) == ids.map { [.init("store_ids", "[\"\($0)\"]")] })
    #expect(subjects.map(\.isDoubtful) == [false, true, true, false])
    #expect(api.calls.map(\.path) == ["gmv_max/store/list/"])
    #expect(api.calls[0]["page"] == nil && api.calls[0]["page_size"] == nil)
  }

  @Test func `goals are the distinct pairs of the account's ad groups`() async throws {
    let api = ScriptedAPI { call in
      call.path == "campaign/get/"
        ? .page([
          ["campaign_id": "1", "objective_type": "TRAFFIC"], ["campaign_id": "2", "objective_type": "REACH"],
          ["campaign_id": "3"],
        ])
        : .page([
          ["campaign_id": "2", "optimization_goal": "SHOW"],
          ["campaign_id": "1", "optimization_goal": "CLICK"],
          ["campaign_id": "1", "optimization_goal": "CLICK"], ["campaign_id": "1", "optimization_goal": ""],
          ["campaign_id": "1"], ["campaign_id": "3", "optimization_goal": "CLICK"],
          ["campaign_id": "4", "optimization_goal": "CLICK"],
        ])
    }
    let subjects = try await ObjectLookup.make(api).subjects(.goals, of: .make())
    let pairs = [["REACH", "SHOW"], ["TRAFFIC", "CLICK"]]
    #expect(subjects.map { $0.parameters.map(\.value) } == pairs)
    #expect(
      subjects.map { $0.parameters.map(\.name) }
        == pairs.map { _ in ["objective_type", "optimization_goal"] })
    #expect(
      subjects.map(\.columns) == pairs.map { ["objective_type": $0[0], "optimization_goal": $0[1]] })
    #expect(
      api.calls.map(\.fields) == [
        ["campaign_id", "objective_type"], ["adgroup_id", "campaign_id", "optimization_goal"],
      ])
  }

  @Test(arguments: [
    (DataLevel.campaign, "campaign/get/", "campaign_id"), (.adGroup, "adgroup/get/", "adgroup_id"),
    (.ad, "ad/get/", "ad_id"),
  ])
  func `an account's objects include all kinds and deleted ones, each once`(
    level: DataLevel, path: String, id: String
  ) async throws {
    let api = ScriptedAPI { call in
      let isTopView = call.filtering?["buying_types"] != nil
      let isPromote = call.filtering?["campaign_system_origins"] != nil
      let ids = isTopView ? [3] : isPromote ? [4, 1] : call.page == 1 ? [1, 2] : [2, 5]
      return .page(
        ids.map { .object([id: .string("\($0)")]) }, call.page, of: isTopView || isPromote ? 1 : 2,
        total: isTopView || isPromote ? ids.count : 3)
    }
    let directory = ObjectLookup.make(api)
    let parent = ObjectFilter(level: .campaign, ids: ["8", "9"])
    for _ in 0..<2 {
      #expect(try await directory.ids(of: level, in: parent, of: .make()) == ["1", "2", "5", "3", "4"])
    }
    #expect(api.calls.map(\.path) == Array(repeating: path, count: 5), "the first page twice")
    #expect(api.calls.allSatisfy { $0.fields == [id] })
    #expect(api.calls.map { $0["page_size"] } == ["1000", "1000", "1000", "100", "1000"])
    let all: JSONObject = ["primary_status": "STATUS_ALL", "campaign_ids": ["8", "9"]]
    var (topView, promote) = (all, all)
    topView["buying_types"] = ["RESERVATION_TOP_VIEW"]
    promote["campaign_system_origins"] = ["PROMOTE"]
    #expect(api.calls.map(\.filtering) == [all, all, all, topView, promote].map { .object($0) })
    _ = try await directory.ids(of: level, of: .make())
    #expect(api.calls.count == 10)
    #expect(api.calls.last?.filtering?["campaign_ids"] == nil)
  }

  // MARK: - Failures

  @Test func `a failure is not cached`() async throws {
    let api = ScriptedAPI { call in call.attempt == 1 ? .refusal(40002, "No.") : Self.pixels(1...1) }
    let directory = ObjectLookup.make(api)
    let error = await #expect(throws: APIError.self) {
      try await directory.subjects(Self.pixels, of: .make())
    }
    #expect(error == .refused(40002, "No.", path: "pixel/list/"))
    #expect(try await Self.ids(directory.subjects(Self.pixels, of: .make())) == [#"["1"]"#])
    #expect(api.calls.count == 2)
  }

  @Test(
    arguments: [
      (["pixels": []], "it has no `page_info`"),
      (["page_info": ["total_page": 1]], "it has no array `data.pixels`"),
    ] as [(JSON, String)])
  func `a list of unexpected shape is requested again and not treated as complete`(
    data: JSON, problem: String
  ) async throws {
    let api = ScriptedAPI { _ in .data(data) }
    let directory = ObjectLookup.make(api)
    let error = await #expect(throws: APIError.self) {
      try await directory.subjects(Self.pixels, of: .make())
    }
    #expect(error == APIError(.page(.unexpectedShape(problem)), path: "pixel/list/"))
    #expect(api.calls.count > 1)
    let passing = ScriptedAPI { call in call.attempt < 3 ? .data(data) : Self.pixels(1...1) }
    let subjects = try await ObjectLookup.make(passing).subjects(Self.pixels, of: .make())
    #expect(Self.ids(subjects) == [#"["1"]"#])
  }

  @Test func `when a task is cancelled, the next one sends the request`() async throws {
    let gate = Gate()
    let api = ScriptedAPI { call in
      if call.attempt == 1 { await gate.pass() }
      return Self.pixels(1...1)
    }
    let directory = ObjectLookup.make(api)
    let first = Task { try await directory.subjects(Self.pixels, of: .make()) }
    await eventually { gate.waiting == 1 }
    let waiting = await begunTasks(2) { _ in try await directory.subjects(Self.pixels, of: .make()) }
    waiting[0].cancel()
    await #expect(throws: CancellationError.self) { try await waiting[0].value }
    first.cancel()
    gate.open()
    await #expect(throws: CancellationError.self) { try await first.value }
    #expect(try await Self.ids(waiting[1].value) == [#"["1"]"#])
    #expect(api.calls.count == 2)
  }

  @Test func `a crowd belongs to one account and level`() {
    let directory = ObjectLookup.make(ScriptedAPI { _ in .page([]) })
    #expect(!directory.isTruncated(.make(), at: .ad))
    directory.markTruncated(of: .make(), at: .ad)
    #expect(directory.isTruncated(.make(), at: .ad))
    #expect(!directory.isTruncated(.make(), at: .adGroup))
    #expect(!directory.isTruncated(.make(7002), at: .ad))
  }
}
