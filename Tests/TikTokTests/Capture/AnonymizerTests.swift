import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

struct AnonymizerTests {
  private let pseudonyms = Pseudonyms(KeyedHash(low: 1, high: 2))
  private let id = "7002238017842757633"
  private var other: String { pseudonyms.id(id) }
  private var anonymizer: Anonymizer {
    Anonymizer(pseudonyms, secrets: [canary, canarySecret, "7000000000000000009"], ownStreams: ["my_report"])
  }

  @Test func `an id has the same pseudonym wherever it stands`() throws {
    let document: JSON = [
      "campaign_id": .string(id), "other": .string(id), "ids": [.string(id)], "list": [.decimal(id)],
      "by_account": .object([id: ["advertiser_id": .string(id)]]), "advertiser_ids": .string("\(id), \(id)"),
    ]
    let found = anonymizer(document)
    #expect(found.text == document.text.replacing(id, with: other))
    #expect(anonymizer("[\"\(id)\"]", of: "advertiser_ids") == "[\"\(other)\"]")
    let filters = "[{\"field_name\":\"ad_ids\",\"filter_type\":\"IN\",\"filter_value\":\"[\\\"\(id)\\\"]\"}]"
    #expect(anonymizer(filters, of: "filtering") == filters.replacing(id, with: other))
    #expect(anonymizer(message: "Advertiser \(id) doesn't exist") == "Advertiser \(other) doesn't exist")
  }

  @Test func `short ids are renumbered by the names of their members`() {
    let document: JSON = ["ad_id": "48213", "category_ids": [15], "id": 77, "ad_id_v2": "5a-1"]
    let found = anonymizer(document)
    #expect(found["ad_id"]?.string == pseudonyms.id("48213"))
    #expect(found["category_ids"]?.array?.first?.idText == pseudonyms.id("15"))
    #expect(found["id"]?.idText == pseudonyms.id("77"))
    #expect(found["ad_id_v2"]?.string == pseudonyms.id("5a-1"))
    let filter: JSON = ["field_name": "ad_ids", "filter_value": "[\"48213\"]"]
    #expect(anonymizer(filter)["filter_value"]?.string == "[\"\(pseudonyms.id("48213"))\"]")
  }

  /// What decides how the connector behaves.
  @Test(
    arguments: [
      #"{"code":40100,"page_info":{"page":1,"page_size":1000,"total_number":123456,"total_page":124}}"#,
      #"{"operation_status":"ENABLE","secondary_status":"CAMPAIGN_STATUS_DELETE","gender":"FEMALE"}"#,
      #"{"metrics":{"spend":"1234.50","impressions":"12345678","ctr":"1.5%","reach":"-"}}"#,
      #"{"stat_time_day":"2026-11-03 00:00:00","create_time":1630335591,"modify_time":"2026-11-03T01:02:03Z"}"#,
      #"{"create_time":1630335591123,"timezone":"Etc/GMT+8","currency":"EUR","country_code":"DE"}"#,
      #"{"is_new_structure":true,"budget":2000.10,"campaign_name":null,"adgroup_name":"","item_id":"-1"}"#,
      #"{"placement":"Automatic Placement","age":"25-34","auth_type":"oauth2.0","age_groups":["AGE_25_34"]}"#,
      #"{"fields":["campaign_id","campaign_name"],"data_level":"AUCTION_AD","query_lifetime":"true"}"#,
      #"{"sort_field":"MODIFY_TIME","order_field":"spend"}"#,
    ])
  func `what decides behaviour stays`(document: String) throws {
    #expect(anonymizer(try JSON(parsing: document)).text == document)
  }

  @Test(
    arguments: [
      ("campaign_name", "ACME"), ("name", "2024"), ("ad_text", "2026-11-03"), ("company", "true"),
      ("email", "a@b.example"), ("license_no", "123456"), ("landing_page_url", "https://acme.example"),
      ("something_new", "ACME"), ("something_new", "acme"), ("something_new", "5551234567"),
      ("status", "Acme's own; with a mark"), ("status", "Acme shoes"),
      ("status", "Video A"), ("status", "5E74F68FD187896A"),
      ("msg", "audience of acme"), ("custom_event_type", "ACME"), ("keywords", "shoes"),
      ("postcode", "10115"), ("request_id", "20260101000000000000AA"), ("identity_id", "ACME"),
    ])
  func `any other text is replaced`(name: String, value: String) throws {
    for value in [JSON.string(value), [.string(value)], .string(JSON.array([.string(value)]).text)] {
      let found = anonymizer(.object([name: value]))
      #expect(!found.text.contains(value.string ?? value.text), "\(found)")
      #expect(found[name]?.kind == value.kind)
    }
  }

  @Test func `secrets are nowhere`() throws {
    let document: JSON = [
      "access_token": "x1", "app_secret": "x2", "status": .string(canary), "note": .string("a \(canary) b"),
      "app_id": 7_000_000_000_000_000_009, .init(canary): 1, "message": .string("token=\(canary)&x"),
      "list": [["auth_code": "x3"]],
    ]
    let found = anonymizer(document).text
    for secret in [canary, "x1", "x2", "x3", "7000000000000000009"] { #expect(!found.contains(secret)) }
    #expect(anonymizer(canarySecret, of: "secret") == Anonymizer.removed)
    #expect(!anonymizer(page: "<p>\(canary) \(canarySecret)").contains("0123"))
  }

  @Test func `the connector accepts a configuration without its secrets`() throws {
    let configuration = try Configuration.make(credentials: anonymizer(.oauth))
    #expect(configuration.credentials.accessToken == Anonymizer.removed)
  }

  @Test func `the names of streams are kept unless the user chose them`() throws {
    #expect(anonymizer(stream: "campaigns") == "campaigns")
    let name = anonymizer(stream: "my_report")
    #expect(name == pseudonyms.id("my_report"))
    let report: JSON = [
      "custom_reports": [
        ["name": "my_report", "dimensions": ["ad_id"], "metrics": ["spend"]],
        "my_report=custom:ad_id:spend,clicks",
      ]
    ]
    #expect(anonymizer(report).text == report.text.replacing("my_report", with: name))
  }

  /// What becomes of each field of each stream's schema, for review: a field that is added appears here.
  @Test func `what becomes of the fields of all streams has not changed`() throws {
    var kinds: [String: MemberKind] = [:]
    func collect(_ schema: JSON) {
      for member in schema["properties"]?.object?.members ?? [] {
        kinds[member.name] = MemberKind(of: member.name)
        collect(member.value)
      }
      if let items = schema["items"] { collect(items) }
    }
    for stream in StreamTable.catalog().map(\.withAllMetrics) { collect(try stream.description.schema()) }
    #expect(kinds.count > 500)
    let groups = Dictionary(grouping: kinds.keys.sorted()) { kinds[$0].map { "\($0)" } ?? "" }
    let text = groups.sorted { $0.key < $1.key }.map { kind, names in
      "\(kind):\n" + names.map { "  \($0)\n" }.joined()
    }
    try expectSnapshot(text.joined(separator: "\n"), named: "captured-fields.txt")
  }
}
