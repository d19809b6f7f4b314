import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

/// What is said about names that no field has: the refusals and warnings, each with what was probably meant.
struct ConfigurationNamesTests {
  private static func top(_ fields: JSONObject) -> JSON {
    var document: JSONObject = ["credentials": .oauth]
    for field in fields.members { document[field.name] = field.value }
    return .object(document)
  }

  private static func credentials(_ fields: JSONObject, of kind: JSON = .oauth) -> JSON {
    var credentials = kind.object ?? [:]
    for field in fields.members { credentials[field.name] = field.value }
    return ["credentials": .object(credentials)]
  }

  private static func report(_ fields: JSONObject) -> JSON {
    var report: JSONObject = ["name": "mine", "dimensions": ["ad_id"], "metrics": ["spend"]]
    for field in fields.members { report[field.name] = field.value }
    return top(["custom_reports": [.object(report)]])
  }

  private static func filter(_ fields: JSONObject) -> JSON {
    var filter: JSONObject = ["field_name": "campaign_ids", "filter_value": ["1"]]
    for field in fields.members { filter[field.name] = field.value }
    return report(["filters": [.object(filter)]])
  }

  private static let whole: JSON = ["credentials": .oauth, "start_date": "2024-01-01"]

  static let refused: [(name: String, document: JSON)] = [
    ("a comparison with a letter missing", filter(["filter_typ": "NOT_IN"])),
    ("a comparison in another style", filter(["filterType": "NOT_IN"])),
    ("a comparison by another name", filter(["operator": "NOT_IN"])),
    ("values of a filter with a letter too many", filter(["filter_values": ["2"], "filter_value": nil])),
    ("a filter with something else", filter(["negate": true])),
    ("filters with a letter missing", report(["filter": []])),
    ("filters twice", report(["filters": [], "filtering": []])),
    ("metrics with a letter missing", report(["metric": ["clicks"]])),
    ("a level by another name", report(["level": "AUCTION_AD"])),
    ("a lookback by another name", report(["attribution_window": 7])),
    ("a report with something else", report(["colour": "red"])),
    ("a report with a note like a field", report(["_filters": [["field_name": "x"]]])),
    ("a short form that is no text", report(["definition": ["custom:ad_id:spend"]])),
    ("extra metrics with streams", top(["extra_metrics": [["streams": "ads_reports", "metrics": ["x"]]]])),
    ("extra metrics with something else", top(["extra_metrics": [["report": "ads", "metrics": ["x"]]]])),
    ("an account with a capital", credentials(["advertiser_Id": "7001"])),
    ("an account by another name", credentials(["account_id": "7001"])),
    (
      "accounts of a token with a letter missing",
      credentials(["advertiser_id": nil, "advertiser_idss": ["7001"]])
    ),
    ("a secret by TikTok's name", credentials(["secret": nil, "app_secret": .string(canarySecret)])),
    ("a token by OAuth's name", credentials(["access_token": nil, "token": .string(canary)])),
    ("a day within the credentials", credentials(["start_date": "2024-01-01"])),
    (
      "the oldest shape with an account in another style",
      [
        "access_token": .string(canary),
        "environment": ["environment": "prod", "app_id": "1", "secret": "2", "advertiserId": "7001"],
      ]
    ),
    ("accounts with a letter missing", top(["advertiser_id": "7001"])),
    ("accounts by another name", top(["account_ids": ["7001"]])),
    ("accounts left out, by another name", top(["exclude_accounts": ["7001"]])),
    ("reports in another style", top(["customReports": []])),
    ("metrics in another style", top(["extraMetrics": []])),
    ("a day with a letter missing", top(["start_dat": "2024-01-01"])),
    ("a day in another style", top(["END-DATE": "2024-01-01"])),
    ("deleted objects with a letter missing", top(["include_delete": false])),
    ("credentials with a letter missing", ["credential": .oauth]),
    (
      "credentials spread over the top",
      ["auth_type": "oauth2.0", "app_id": "1", "access_token": .string(canary)]
    ),
    ("within a configuration", ["configuration": whole]),
    ("within a connectionConfiguration", ["name": "TikTok", "connectionConfiguration": whole]),
    ("within two objects", ["source": ["configuration": whole]]),
    ("within a text", ["config": .string(whole.text)]),
    ("the oldest shape within a config", ["config": ["access_token": .string(canary)]]),
    ("a secret that an export does not show", credentials(["secret": "**********"])),
    ("an app that is a decimal number", credentials(["app_id": .decimal("7.0e3")])),
  ]

  static let told: [(name: String, document: JSON)] = [
    ("a setting with a letter missing", top(["page_siz": 5])),
    ("a setting in another style", top(["requestsPerSecond": 5])),
    ("something else", top(["colour": "blue"])),
    ("a blank field like another", top(["start_dat": "", "advertiser_id": nil])),
    ("a key of the credentials at the top", top(["app_id": "1"])),
    ("an answer of OAuth", credentials(["scope": [4], "refresh_token": .string(canary)])),
    ("a setting within the credentials", credentials(["page_size": 5])),
    ("names of orchestrators", top(["__injected_declarative_manifest": [:], "_note": 1])),
    ("a report's name in other configurations", top(["custom_report": []])),
    ("what Airbyte's connector reads", top(["concurrency_level": 3, "report_granularity": "DAY"])),
    (
      "credentials of another kind beside them",
      credentials(["advertiser_ids": ["7001"], "advertiser_id": "7001"])
    ),
  ]

  private static func answer(to document: JSON) -> String {
    do {
      let notices = try Configuration(document, variables: [:], now: testTime).notices
      return notices.isEmpty ? "Nothing is said." : notices.map(\.text).joined(separator: "\n    ")
    } catch {
      return "Refused: \(error.message)"
    }
  }

  @Test func `each name has its answer`() throws {
    let table = (Self.refused + Self.told).map { "\($0.name)\n    \(Self.answer(to: $0.document))\n" }
    try expectSnapshot(table.joined(), named: "configuration-names.txt")
  }

  @Test(arguments: refused)
  func `what would change the data is refused, without secrets`(name: String, document: JSON) {
    let answer = Self.answer(to: document)
    #expect(answer.hasPrefix("Refused: "))
    #expect(answer.hasSuffix("."))
    #expect(!answer.contains(canary.prefix(12)) && !answer.contains(canarySecret.prefix(12)))
  }

  @Test(arguments: told)
  func `anything else is accepted`(name: String, document: JSON) throws {
    _ = try Configuration(document, variables: [:], now: testTime)
    #expect(!Self.answer(to: document).contains(canary.prefix(12)))
  }

  @Test func `every field belongs to those that decide what is read, or to the settings`() {
    let settings = Configuration.knownFields.filter { !Configuration.fields.decidesWhatIsRead($0) }
    #expect(
      settings == [
        "report_window_days", "async_reports", "api_level", "requests_per_second", "concurrency",
        "patience_minutes", "page_size",
      ])
  }
}
