import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

/// The text of each configuration error: the field, what is wrong with its value, how to fix it.
struct ConfigurationErrorTests {
  private static let token = JSON.string(canary)
  private static let secret = JSON.string(canarySecret)

  private static func credentials(_ fields: JSON) -> JSON { ["credentials": fields] }

  private static func field(_ name: String, _ value: JSON) -> JSON {
    .object(JSONObject([.init("credentials", .token), .init(name, value)]))
  }

  private static let documents: [(name: String, document: JSON)] = [
    ("no object", []), ("text", "x"), ("nothing", [:]),
    ("credentials are text", ["credentials": token]),
    ("credentials are empty", ["credentials": [:]]),
    ("unknown auth_type", credentials(["auth_type": "oauth", "access_token": token])),
    ("auth_type is a number", credentials(["auth_type": 2, "access_token": token])),
    ("auth_type is the token", credentials(["auth_type": token])),
    (
      "oauth without app_id", credentials(["auth_type": "oauth2.0", "secret": secret, "access_token": token])
    ),
    ("oauth without secret", credentials(["auth_type": "oauth2.0", "app_id": "1", "access_token": token])),
    ("oauth without token", credentials(["auth_type": "oauth2.0", "app_id": "1", "secret": secret])),
    (
      "oauth with an empty token",
      credentials(["auth_type": "oauth2.0", "app_id": "1", "secret": secret, "access_token": " "])
    ),
    ("token with a blank in it", credentials(["access_token": .string(canary + " " + canary)])),
    ("token with a line break in it", credentials(["access_token": .string(canary + "\n" + canary)])),
    ("token with Bearer", credentials(["access_token": .string("Bearer " + canary)])),
    ("token is a list", credentials(["access_token": [token]])),
    ("token alone without accounts", credentials(["auth_type": "access_token", "access_token": token])),
    ("sandbox without account", credentials(["auth_type": "sandbox_access_token", "access_token": token])),
    (
      "sandbox with token and account exchanged",
      credentials(["auth_type": "sandbox_access_token", "access_token": "7001", "advertiser_id": token])
    ),
    (
      "sandbox with several accounts",
      credentials(["auth_type": "sandbox_access_token", "access_token": token, "advertiser_id": "7001,7002"])
    ),
    (
      "several accounts where one belongs",
      credentials([
        "app_id": "1", "secret": secret, "access_token": token, "advertiser_id": ["7001", "7002"],
      ])
    ),
    ("legacy without accounts", ["access_token": token]),
    ("legacy environment is text", ["access_token": token, "environment": "prod"]),
    ("legacy environment unknown", ["access_token": token, "environment": ["environment": "test"]]),
    ("legacy without app_id", ["access_token": token, "environment": ["environment": "prod"]]),
    ("legacy without account", ["access_token": token, "environment": ["environment": "sandbox"]]),
    ("advertiser_ids with a name", field("advertiser_ids", ["7001", "My account"])),
    ("advertiser_ids with the token", field("advertiser_ids", [token])),
    ("advertiser_ids is an object", field("advertiser_ids", ["id": "7001"])),
    ("advertiser_ids with a fraction", field("exclude_advertiser_ids", .decimal("7001.5"))),
    ("start_date in another order", field("start_date", "31.01.2024")),
    ("start_date that no calendar has", field("start_date", "2024-02-30")),
    ("start_date with a remainder", field("start_date", "2024-02-03 soon")),
    ("start_date is a number", field("start_date", 20_240_101)),
    ("start_date in the future", field("start_date", "2026-11-04")),
    (
      "end before start",
      ["credentials": .token, "start_date": "2024-02-02", "end_date": "2024-02-01"]
    ),
    ("end before the default start", field("end_date", "2016-08-31")),
    ("attribution_window too large", field("attribution_window", 365)),
    ("attribution_window is text", field("attribution_window", "three")),
    ("attribution_window is no whole number", field("attribution_window", .decimal("2.5"))),
    ("include_deleted is a number", field("include_deleted", 1)),
    ("include_deleted is a word", field("include_deleted", "yes")),
    ("report_window_days too large", field("report_window_days", 31)),
    ("report_granularity is no such word", field("report_granularity", "WEEK")),
    ("report_granularity is too large", field("report_granularity", 31)),
    ("report_granularity is a list", field("report_granularity", ["DAY"])),
    ("api_level unknown", field("api_level", "platinum")),
    ("api_level is a number", field("api_level", 10)),
    ("requests_per_second is zero", field("requests_per_second", 0)),
    ("requests_per_second is no number", field("requests_per_second", "nan")),
    ("requests_per_second too large", field("requests_per_second", 1001)),
    ("concurrency is zero", field("concurrency", 0)),
    ("default_period is zero", field("default_period", 0)),
    ("default_period is text", field("default_period", "a month")),
    ("extra_metrics", field("extra_metrics", 7)),
    ("page_size too large", field("page_size", 1001)),
    ("page_size is an object", field("page_size", [:])),
    ("custom_reports", field("custom_reports", [["name": "x"]])),
    ("report_layout is no such word", field("report_layout", "wide")),
    ("report_layout is an object", field("report_layout", [:])),
    ("a variable of another name", field("start_date", "${HOME}")),
    ("a variable that is not set", credentials(["access_token": "${TIKTOK_TOKEN}"])),
  ]

  private static func message(of document: JSON) -> String {
    do {
      _ = try Configuration(document, variables: ["HOME": "/root"], now: testTime)
      return "It was accepted."
    } catch {
      return error.kind == .configuration && error.detail == nil ? error.message : "\(error.kind): \(error)"
    }
  }

  @Test func `each mistake has its message`() throws {
    let table = Self.documents.map { "\($0.name)\n    \(Self.message(of: $0.document))\n" }
    try expectSnapshot(table.joined(), named: "configuration-errors.txt")
  }

  @Test(arguments: documents)
  func `a message names the field and the remedy, and no secret`(name: String, document: JSON) {
    let message = Self.message(of: document)
    #expect(message.hasPrefix("`") || message.hasPrefix("The configuration "))
    #expect(message.hasSuffix("."))
    #expect(!message.contains(canary.prefix(12)))
    #expect(!message.contains(canarySecret.prefix(12)))
  }

  @Test func `an invalid base URL has a message too`() {
    let error = #expect(throws: SourceFailure.self) {
      try Configuration.make(variables: [BaseURL.variable: "http://example.com/?token=\(canary)"])
    }
    #expect(
      error?.message
        == "The environment variable TIKTOK_BASE_URL must be an https address such as "
        + "https://business-api.tiktok.com/open_api/v1.3/, or an http address of this machine (127.0.0.1, "
        + "localhost). Correct or unset it.")
  }
}
