import Connector
import HTTP
import JSON
import Synchronization
import Testing

@testable import TikTok

/// Lists that TikTok sorts by change, newest first: an incremental read ends where records are older than the cursor.
@Suite(.timeLimit(.minutes(10)))
struct NewestFirstTests {
  private static let name: StreamName = "creative_assets_videos"
  private static let path = "file/video/ad/search/"

  /// A video by its number, which is also the minute when it was made, unless it changed later.
  private struct Video {
    let id: Int
    var changed: Int?
    var modified: Int { changed ?? id }

    var json: JSON {
      [
        "video_id": .string("\(id)"), "create_time": .string(NewestFirstTests.time(id).recordText + "Z"),
        "modify_time": .string(NewestFirstTests.time(modified).recordText + "Z"),
      ]
    }
  }

  private static func time(_ minute: Int) -> UTCTime { UTCTime(seconds: testTime - 86400 + 60 * minute) }

  /// The cursor's text for a minute.
  private static func text(_ minute: Int) -> String { time(minute).apiText + "Z" }

  private static func state(_ minute: Int, isDated: Bool = true) -> JSON {
    var element: JSONObject = [
      "partition": ["advertiser_id": "7001"], "cursor": ["modify_time": .string(text(minute))],
    ]
    if isDated { element["is_dated"] = true }
    return ["states": [.object(element)]]
  }

  /// Two videos per page, of a library that `change` edits before the call with that number. At first it has videos `ids`,
  /// which never changed. `count` is what is counted; nil for as many as there are. `sorts` is whether `sort_field` is
  /// obeyed; nil where it is refused.
  private static func api(
    _ ids: ClosedRange<Int>, count: Int? = nil, sorts: Bool? = true,
    change: @escaping @Sendable (_ call: Int, inout [Int: Int?]) -> Void = { _, _ in }
  ) -> ScriptedAPI {
    let state = Mutex((videos: Dictionary(uniqueKeysWithValues: ids.map { ($0, Int?.none) }), calls: 0))
    return ScriptedAPI.world { call in
      if sorts == nil, call["sort_field"] != nil {
        return .refusal(40002, "sort_field: Unknown field.")
      }
      let videos = state.withLock { state in
        state.calls += 1
        change(state.calls, &state.videos)
        return state.videos.map { Video(id: $0.key, changed: $0.value) }
      }
      let isByChange = call["sort_field"] == "MODIFY_TIME" && sorts == true
      let sorted = videos.sorted { isByChange ? $0.modified > $1.modified : $0.id > $1.id }
      let page = sorted.dropFirst(2 * (call.page - 1)).prefix(2)
      let total = count ?? videos.count
      return .page(page.map(\.json), call.page, of: (total + 1) / 2, total: total)
    }
  }

  private static func read(_ api: ScriptedAPI, since minute: Int?, isDated: Bool = true) async throws
    -> MemorySink
  {
    let request = StreamRequest.make(name, state: minute.map { state($0, isDated: isDated) })
    return try await api.read(request, fields: ["concurrency": 1])
  }

  private static func ids(_ sink: MemorySink) -> [Int] {
    sink.records(of: name).compactMap { $0["video_id"]?.string.flatMap { Int($0) } }
  }

  private static func pages(_ api: ScriptedAPI) -> [Int] { api.calls(of: path).map(\.page) }

  private static func end(_ sink: MemorySink) -> JSON? { sink.states(of: name).last?["states"]?.array?.first }

  private static func infos(_ sink: MemorySink) -> [String] {
    sink.logs.filter { $0.level == .info }.map(\.text).filter { $0.contains("newest changes first") }
  }

  @Test func `the first read takes everything, and finds out whether it is sorted`() async throws {
    let api = Self.api(1...5) { _, videos in videos[2] = 9 }
    let sink = try await Self.read(api, since: nil)
    #expect(Self.ids(sink) == [2, 5, 4, 3, 1])
    #expect(Self.pages(api) == [1, 2, 3, 1])
    #expect(api.calls(of: Self.path).allSatisfy { $0["sort_field"] == "MODIFY_TIME" })
    #expect(Self.end(sink)?["is_dated"] == true)
    #expect(Self.end(sink)?["cursor"] == ["modify_time": .string(Self.text(9))])
    #expect(Self.infos(sink) == [])
  }

  @Test(arguments: [
    (9, [9], [1]), (8, [9, 8], [1, 2, 1]), (7, [9, 8, 7], [1, 2, 1]), (6, [9, 8, 7, 6], [1, 2, 3, 1]),
    (20, [], [1]), (1, Array((1...9).reversed()), [1, 2, 3, 4, 5, 1]),
  ])
  func `a later read ends with the first page that has a record older than the cursor`(
    cursor: Int, expected: [Int], pages: [Int]
  ) async throws {
    let api = Self.api(1...9)
    let sink = try await Self.read(api, since: cursor)
    #expect(Self.ids(sink) == expected, "those of the cursor's own time come again")
    #expect(Self.pages(api) == pages)
    #expect(sink.events(of: Self.name).last == .complete)
    #expect(Self.end(sink)?["cursor"] == ["modify_time": .string(Self.text(max(9, cursor)))])
    #expect(Self.end(sink)?["is_dated"] == true)
    #expect(sink.warnings == [])
  }

  @Test func `all records of the cursor's time are delivered, on however many pages`() async throws {
    let api = Self.api(1...9) { _, videos in for id in 3...6 { videos[id] = 7 } }
    #expect(Self.ids(try await Self.read(api, since: 7)).sorted() == Array(3...9))
  }

  @Test func `a state that does not say that the list is sorted takes one more read of everything`()
    async throws
  {
    let api = Self.api(1...9)
    let sink = try await Self.read(api, since: 9, isDated: false)
    #expect(Self.ids(sink) == [9])
    #expect(Self.pages(api) == [1, 2, 3, 4, 5, 1])
    #expect(Self.end(sink)?["is_dated"] == true)
  }

  @Test(arguments: [nil, 6] as [Int?])
  func `a list that turns out not to be sorted is read to its end, once`(cursor: Int?) async throws {
    // In the order of creation, the change of 3 is on the last page but one, and that of 8 is on the first page.
    let api = Self.api(1...9, sorts: false) { _, videos in (videos[3], videos[8]) = (11, 12) }
    let sink = try await Self.read(api, since: cursor)
    #expect(Self.ids(sink) == (cursor == nil ? Array((1...9).reversed()) : [9, 8, 7, 6, 3]))
    #expect(Self.pages(api) == [1, 2, 3, 4, 5, 1])
    #expect(Self.infos(sink).count == 1)
    #expect(Self.end(sink)?["is_dated"] == nil, "the next read does not rely on the order either")
    #expect(sink.warnings == [])
  }

  @Test func `from page to page the order is watched too`() async throws {
    // Both 3 and 4 on the third page are newer than what is on the second one.
    let api = Self.api(1...8, sorts: false) { _, videos in (videos[3], videos[4]) = (7, 7) }
    let sink = try await Self.read(api, since: 4)
    #expect(Self.ids(sink) == [8, 7, 6, 5, 4, 3])
    #expect(Self.infos(sink).count == 1)
  }

  @Test func `an order that TikTok refuses is done without`() async throws {
    let api = Self.api(1...9, sorts: nil) { _, videos in videos[3] = 11 }
    let sink = try await Self.read(api, since: 7)
    #expect(Self.ids(sink) == [9, 8, 7, 3])
    #expect(
      api.calls(of: Self.path).map { $0["sort_field"] } == ["MODIFY_TIME"] + Array(repeating: nil, count: 6))
    #expect(Self.infos(sink).count == 1)
    #expect(sink.events(of: Self.name).last == .complete)
  }

  @Test func `a video that is deleted between two pages hides no other one`() async throws {
    let api = Self.api(1...9) { call, videos in if call == 2 { videos[9] = nil } }
    let sink = try await Self.read(api, since: 6)
    #expect(Set(Self.ids(sink)) == [9, 8, 7, 6], "7 slid to the first page")
    #expect(Self.pages(api) == [1, 2, 1, 2, 1], "the second read has one page less")
  }

  @Test func `a video that is deleted while another one is added hides no other one`() async throws {
    let api = Self.api(1...9) { call, videos in
      if call == 2 { videos[9] = nil }
      if call == 3 { videos[10] = .some(nil) }
    }
    // Counted are nine, eight and nine again.
    #expect(Set(Self.ids(try await Self.read(api, since: 6))) == [10, 9, 8, 7, 6])
    let atOnce = Self.api(1...9, count: 9) { call, videos in
      if call == 2 { videos[9] = nil }
      if call == 3 { videos[10] = .some(nil) }
    }
    #expect(Set(Self.ids(try await Self.read(atOnce, since: 6))) == [10, 9, 8, 7, 6])
  }

  @Test func `a video that changes between two pages pushes others down, and is left to the next read`()
    async throws
  {
    // 3 is too old to be on a page that is read, until it changes.
    let api = Self.api(1...9) { call, videos in if call == 2 { videos[3] = 12 } }
    let sink = try await Self.read(api, since: 6)
    #expect(Set(Self.ids(sink)) == [3, 9, 8, 7, 6], "the first page, which is read again, shows it")
    // 7 has been read when it changes.
    let known = Self.api(1...9) { call, videos in if call == 3 { videos[7] = 12 } }
    let other = try await Self.read(known, since: 7)
    #expect(Self.ids(other) == [9, 8, 7])
    #expect(Self.pages(known) == [1, 2, 1])
    #expect(Self.end(other)?["cursor"] == ["modify_time": .string(Self.text(9))], "the change is newer")
  }

  @Test func `a list at TikTok's limit is read again where its count cannot tell of deletions`() async throws
  {
    let api = Self.api(1...20, count: 10_000) { call, videos in if call == 3 { videos[17] = nil } }
    let sink = try await Self.read(api, since: 15)
    #expect(Set(Self.ids(sink)) == Set(15...20), "16 slid from the third page to the second one")
    #expect(Self.pages(api) == [1, 2, 3, 1, 1, 2, 3, 1, 1, 2, 3, 1])
    let warning = try #require(sink.warnings.first)
    #expect(sink.warnings.count == 1)
    #expect(warning.contains("TikTok lists only the 10000 records that changed last, and counts 10000."))
    // Between the first two pages, the first one shows it.
    let near = Self.api(1...20, count: 10_000)
    #expect(Self.ids(try await Self.read(near, since: 18)) == [20, 19, 18])
    #expect(Self.pages(near) == [1, 2, 1])
  }

  @Test(arguments: [(9_999, false), (10_000, true), (12_000, true)])
  func `a list that TikTok does not list whole is told of`(count: Int, isTold: Bool) async throws {
    let sink = try await Self.read(Self.api(1...9, count: count), since: 9)
    #expect(sink.warnings.count == (isTold ? 1 : 0))
  }

  @Test func `of a list that counts more than TikTok lists, the pages up to the limit are read`() async throws
  {
    let api = Self.api(1...300, count: 12_000)
    let sink = try await Self.read(api, since: nil)
    #expect(Self.pages(api) == Array(1...100), "each has room for a hundred")
    #expect(Self.ids(sink).count == 200)
    #expect(sink.events(of: Self.name).last == .complete)
    #expect(sink.warnings.count == 1)
  }

  @Test func `a list that changes all the while is read in the order of creation`() async throws {
    let api = Self.api(1...30) { call, videos in videos[1 + call % 10] = 40 + call }
    let sink = try await Self.read(api, since: 26)
    #expect(sink.events(of: Self.name).last == .complete)
    #expect(Set(Self.ids(sink)).isSuperset(of: 26...30))
    #expect(Self.infos(sink).count == 1)
    let orders = api.calls(of: Self.path).map { $0["sort_field"] }
    #expect(orders.first == "MODIFY_TIME" && orders.last == .some(nil))
  }
}
