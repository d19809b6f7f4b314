import Connector
import JSON
import Synchronization
import Testing

@testable import TikTok

@Suite(.timeLimit(.minutes(10)))
struct CaptureTests {
  private final class Lines: ExchangeLog {
    let all = Mutex<[JSON]>([])
    func append(_ line: JSON) { all.withLock { $0.append(line) } }
  }

  private let document: JSON = [
    "credentials": .oauth, "advertiser_ids": ["${TIKTOK_ACCOUNT}"], "start_date": "2026-11-01",
  ]
  private let account = "7002238017842757633"

  private func lines(of api: ScriptedAPI, _ run: (TikTokSource, Configuration) async throws -> Void)
    async throws -> [JSON]
  {
    let lines = Lines()
    let source = TikTokSource.make(
      api, variables: ["TIKTOK_ACCOUNT": account, "TIKTOK_NOW": "2026-11-03T12:00:00Z"]
    ).recording(exchangesWith: document, in: lines)
    try await run(source, try source.configuration(from: document))
    return lines.all.withLock(\.self)
  }

  private let api = ScriptedAPI { call in
    call.path == "advertiser/info/"
      ? .accounts(call) : .page([["campaign_id": "1234567", "campaign_name": "Acme"]])
  }

  @Test func `the first line says what is run, the others what was exchanged`() async throws {
    let state: JSON = ["states": [["partition": ["advertiser_id": .string(account)], "cursor": [:]]]]
    let lines = try await lines(of: api) { source, configuration in
      try await source.read(
        [
          StreamRequest(
            name: "campaigns", syncMode: .incremental,
            schema: ["properties": ["campaign_id": ["type": "string"], "campaign_name": [:]]], state: state,
            sync: SyncIdentity(id: 7))
        ], with: configuration, into: MemorySink())
    }
    let header = try #require(lines.first)
    #expect(header["capture"] == 1 && header["verb"] == "read" && header["now"] == "2026-11-03T12:00:00Z")
    let other = try #require(header["configuration"]?["advertiser_ids"]?.array?.first?.string)
    #expect(other != account && other.count == account.count)
    let entry = try #require(header["catalog"]?["streams"]?.array?.first)
    #expect(
      entry["stream"]?["name"] == "campaigns" && entry["sync_mode"] == "incremental" && entry["sync_id"] == 7)
    #expect(
      entry["stream"]?["json_schema"]?["properties"]?.object?.names == ["campaign_id", "campaign_name"])
    #expect(header["states"]?.text.contains(other) == true)
    #expect(lines.count >= 3)
    #expect(lines.dropFirst().contains { $0["query"]?["advertiser_id"]?.string == other })
    for line in lines {
      for hidden in [account, canary, canarySecret, "Acme", "\"7000\""] {
        #expect(!line.text.contains(hidden))
      }
    }
  }

  @Test func `a check is recorded, too`() async throws {
    let lines = try await lines(of: api) { source, configuration in
      try? await source.check(configuration, log: MemorySink())
    }
    #expect(lines.first?["verb"] == "check" && lines.first?["catalog"] == nil)
    #expect(lines.count > 1)
  }
}
