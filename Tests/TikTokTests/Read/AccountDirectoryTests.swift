import Connector
import JSON
import Synchronization
import Testing

@testable import TikTok

@Suite(.timeLimit(.minutes(10)))
struct AccountDirectoryTests {
  private static func ids(_ call: Call) -> [String] {
    (try? JSON(parsing: call["advertiser_ids"] ?? ""))?.array?.compactMap(\.string) ?? []
  }

  /// Accounts 1…count, with a token only.
  private static func configuration(_ count: Int, _ fields: JSONObject = [:]) throws -> Configuration {
    var fields = fields
    fields["advertiser_ids"] = .array((1...count).map { .int($0) })
    return try .make(fields)
  }

  private static func directory(
    _ configuration: Configuration, _ api: ScriptedAPI, _ sink: MemorySink = MemorySink(),
    fields: [String]? = nil
  ) async throws -> AccountDirectory {
    try await AccountDirectory(of: configuration, fields: fields, by: .make(api), log: sink)
  }

  @Test func `configured accounts are used without requesting a list`() async throws {
    let api = ScriptedAPI { .accounts($0) }
    let directory = try await Self.directory(Self.configuration(2), api)
    #expect(directory.accounts == [.make(1, createdAt: 1_700_000_000), .make(2, createdAt: 1_700_000_000)])
    #expect(api.calls.map(\.path) == ["advertiser/info/"])
    #expect(api.calls.first?["advertiser_ids"] == #"["1","2"]"#)
    #expect(api.calls.first?["fields"] == nil)
  }

  @Test func `without configured ids, the granted accounts are used, each once`() async throws {
    let api = ScriptedAPI { call in
      call.path == "oauth2/advertiser/get/" ? .granted(["2", "1", "x", "2"]) : .accounts(call)
    }
    let directory = try await Self.directory(.make(credentials: .oauth), api)
    #expect(directory.accounts.map(\.id.text) == ["2", "1"])
    let list = try #require(api.calls(of: "oauth2/advertiser/get/").first)
    #expect(list["app_id"] == "7000")
    #expect(list["secret"] == canarySecret)
  }

  @Test func `excluded accounts are not requested`() async throws {
    let api = ScriptedAPI { .accounts($0) }
    let directory = try await Self.directory(
      Self.configuration(3, ["exclude_advertiser_ids": ["2"]]), api)
    #expect(directory.accounts.map(\.id.text) == ["1", "3"])
    #expect(api.calls.map(Self.ids) == [["1", "3"]])
  }

  @Test func `the user is told when no account is granted or all are excluded`() async throws {
    let none = ScriptedAPI { _ in .granted([]) }
    let configuration = try Configuration.make(credentials: .oauth)
    #expect(
      await #expect(throws: SourceFailure.self) { try await Self.directory(configuration, none) }
        == UserMessage.noAdvertiser(excluded: 0))
    let excluding = try Self.configuration(2, ["exclude_advertiser_ids": "1,2"])
    #expect(
      await #expect(throws: SourceFailure.self) { try await Self.directory(excluding, none) }
        == UserMessage.noAdvertiser(excluded: 2))
  }

  @Test func `accounts are requested a hundred at a time and keep their order`() async throws {
    let later = Mutex(0)
    let api = ScriptedAPI { call in
      if Self.ids(call).first == "1" {
        await eventually { later.withLock(\.self) == 2 }
      } else {
        later.withLock { $0 += 1 }
      }
      return .accounts(call)
    }
    let directory = try await Self.directory(Self.configuration(250), api)
    #expect(api.calls.map { Self.ids($0).count }.sorted() == [50, 100, 100])
    #expect(directory.accounts.map(\.id.text) == (1...250).map(String.init))
    #expect(directory.batches.map(\.count) == [100, 100, 50])
  }

  @Test func `the pages are kept for the stream of accounts`() async throws {
    let api = ScriptedAPI { .accounts($0) }
    let directory = try await Self.directory(Self.configuration(150), api)
    #expect(directory.pages.count == 2)
    for batch in directory.batches {
      let page = try #require(directory.pages[AccountRequests.request(for: batch.map(\.id))])
      let list = try page.document()["list"]?.array?.compactMap { $0["advertiser_id"]?.string }
      #expect(list == batch.map(\.id.text))
    }
  }

  @Test func `refused accounts are found by halving the batch`() async throws {
    let refused: Set = ["3", "42"]
    let api = ScriptedAPI { call in
      refused.isDisjoint(with: Self.ids(call))
        ? .accounts(call) : .refusal(40001, "No permission to operate advertiser")
    }
    let sink = MemorySink()
    let directory = try await Self.directory(Self.configuration(100), api, sink)
    #expect(directory.accounts.map(\.id.text) == (1...100).map(String.init))
    let bare = directory.accounts.filter { $0.timezone == nil }
    #expect(Set(bare.map(\.id.text)) == refused)
    #expect(sink.warnings.count == 2)
    #expect(
      sink.warnings.contains {
        $0.hasPrefix("TikTok refuses the data of advertiser 42: advertiser/info/ code 40001: No permission")
          && $0.hasSuffix("Their rows have no time zone or currency.")
      })
    #expect(api.calls.count < 30)
    // The other batches are delivered, and each account is in one batch only.
    #expect(directory.pages.count == directory.batches.count - 2)
  }

  @Test func `an app without permission for the endpoint requests it once`() async throws {
    let api = ScriptedAPI { _ in
      .refusal(40001, "The app does not grant you /advertiser/info/:GET permission.")
    }
    let sink = MemorySink()
    let directory = try await Self.directory(Self.configuration(100), api, sink)
    #expect(api.calls.count == 1)
    #expect(directory.accounts.count == 100)
    #expect(directory.batches.count == 1)
    #expect(directory.pages.isEmpty)
    #expect(sink.warnings.count == 1)
    #expect(sink.warnings.first?.hasPrefix("TikTok refuses the data of 100 advertisers: ") == true)
  }

  @Test func `an account missing from the response is read anyway`() async throws {
    let api = ScriptedAPI { _ in .data(["list": [["advertiser_id": "1", "timezone": "UTC"]]]) }
    let sink = MemorySink()
    let directory = try await Self.directory(Self.configuration(2), api, sink)
    #expect(directory.accounts == [Account(id: .make(1), timezone: "UTC"), Account(id: .make(2))])
    #expect(
      sink.warnings
        == ["TikTok returns no data about advertiser 2: its rows have no time zone or currency."])
  }

  @Test(arguments: [40105, 40002, 40067])
  func `any other refusal ends the request for accounts`(code: Int) async throws {
    let api = ScriptedAPI { _ in .refusal(code) }
    let configuration = try Self.configuration(4)
    let error = await #expect(throws: APIError.self) { try await Self.directory(configuration, api) }
    #expect(error?.code == code)
    #expect(api.calls.count == 1)
  }

  // MARK: - Fields

  @Test func `only the needed fields are requested`() async throws {
    let api = ScriptedAPI { .accounts($0) }
    let directory = try await Self.directory(Self.configuration(150), api, fields: ["advertiser_id", "name"])
    #expect(api.calls.map(\.fields) == [["advertiser_id", "name"], ["advertiser_id", "name"]])
    for batch in directory.batches {
      let request = AccountRequests.request(for: batch.map(\.id), fields: ["advertiser_id", "name"])
      #expect(directory.pages[request] != nil)
    }
  }

  @Test func `when fields are refused, all are requested, with a warning`() async throws {
    let message = "fields: 'currency' is not acceptable, correct is ['advertiser_id']"
    let api = ScriptedAPI { call in call["fields"] == nil ? .accounts(call) : .refusal(40002, message) }
    let sink = MemorySink()
    let directory = try await Self.directory(
      Self.configuration(2), api, sink, fields: AccountRequests.neededFields)
    #expect(api.calls.map { $0["fields"] != nil } == [true, false])
    #expect(directory.accounts.map(\.currency) == ["EUR", "EUR"])
    #expect(
      sink.warnings == [
        "TikTok refuses some of the requested fields of the ad accounts, so all fields are requested: advertiser/info/ "
          + "code 40002: \(message) (request_id r1)"
      ])
  }

  @Test func `when all fields are refused too, or something else is, the request for accounts fails`()
    async throws
  {
    for (message, calls) in [("fields are wrong", 2), ("advertiser_ids is wrong", 1)] {
      let api = ScriptedAPI { _ in .refusal(40002, message) }
      let configuration = try Self.configuration(2)
      let error = await #expect(throws: APIError.self) {
        try await Self.directory(configuration, api, fields: AccountRequests.neededFields)
      }
      #expect(error?.code == 40002)
      #expect(api.calls.count == calls)
    }
  }

  /// The fields of accounts that a read of these streams requests.
  private static func fields(_ requests: StreamRequest...) async throws -> [String]? {
    let api = ScriptedAPI.world { _ in .page([]) }
    try await TikTokSource.make(api).read(requests, with: .make(), into: MemorySink())
    // The stream of accounts sends no other request.
    try #require(api.calls(of: "advertiser/info/").count == 1)
    return try #require(api.calls(of: "advertiser/info/").first)["fields"] == nil
      ? nil : api.calls(of: "advertiser/info/").first?.fields
  }

  @Test func `a read requests the account fields that its streams need`() async throws {
    let needed = ["advertiser_id", "timezone", "currency", "create_time"]
    let name: JSON = ["properties": ["name": [:]]]
    #expect(try await Self.fields(.make("campaigns")) == needed)
    #expect(try await Self.fields(.make("advertisers", .fullRefresh), .make("campaigns")) == nil)
    let some = try await Self.fields(.make("campaigns"), .make("advertisers", .fullRefresh, schema: name))
    #expect(some.map(Set.init) == Set(needed + ["name"]))
  }

  @Test func `accounts have only the selected fields, and rows keep their time zone`() async throws {
    let api = ScriptedAPI.world { .page([.row(1, of: $0)]) }
    let name: JSON = ["properties": ["currency": [:]]]
    let sink = try await api.read(
      .make("advertisers", .fullRefresh, schema: name), .make("ads_reports_daily", schema: .fewMetrics),
      fields: ["start_date": "2026-11-01"])
    #expect(sink.records(of: "advertisers") == [["advertiser_id": "7001", "currency": "EUR"]])
    #expect(sink.records(of: "ads_reports_daily").first?["timezone"] == "Etc/GMT+8")
  }

  @Test func `pages read after fields were refused are reused for the stream of accounts`() async throws {
    let api = ScriptedAPI { call in
      call["fields"] == nil ? .accounts(call) : .refusal(40002, "Some of the fields are wrong")
    }
    let name: JSON = ["properties": ["currency": [:]]]
    let sink = try await api.read(.make("advertisers", .fullRefresh, schema: name))
    #expect(sink.records(of: "advertisers") == [["advertiser_id": "7001", "currency": "EUR"]])
    #expect(sink.events(of: "advertisers").last == .complete)
    #expect(api.calls.count == 2)
  }
}
