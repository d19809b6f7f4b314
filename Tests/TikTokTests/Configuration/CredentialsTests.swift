import Connector
import JSON
import Testing

@testable import TikTok

/// Every form in which Airbyte's connector ever accepted credentials, and our own (Decisions.md, "One
/// configuration, and every older one").
struct CredentialsTests {
  private static let account = AdvertiserID.make(7001)
  private static let oauth = Credentials.oauth(appID: "7000", secret: canarySecret, accessToken: canary)
  private static let sandbox = Credentials.sandbox(accessToken: canary, advertiser: account)
  private static let token = Credentials.token(accessToken: canary)

  private static let shapes: [(name: String, document: JSON, credentials: Credentials)] = [
    ("oauth2.0", ["credentials": .oauth], oauth),
    (
      "oauth2.0 with numbers",
      [
        "credentials": [
          "auth_type": "oauth2.0", "app_id": 7000, "secret": .string(canarySecret),
          "access_token": .string(canary),
        ]
      ],
      oauth
    ),
    (
      "prod_access_token",
      [
        "credentials": [
          "auth_type": "prod_access_token", "app_id": "7000", "secret": .string(canarySecret),
          "access_token": .string(canary),
        ]
      ],
      oauth
    ),
    (
      "oauth without auth_type",
      ["credentials": ["app_id": "7000", "secret": .string(canarySecret), "access_token": .string(canary)]],
      oauth
    ),
    ("sandbox_access_token", ["credentials": .sandbox], sandbox),
    (
      "sandbox without auth_type, its id a number",
      ["credentials": ["advertiser_id": 7001, "access_token": .string(canary)]], sandbox
    ),
    ("access_token", ["credentials": .token], token),
    (
      "a token without auth_type",
      ["credentials": ["access_token": .string(canary), "advertiser_ids": ["7001"]]], token
    ),
    (
      "legacy production",
      [
        "access_token": .string(canary),
        "environment": ["environment": "prod", "app_id": "7000", "secret": .string(canarySecret)],
      ],
      oauth
    ),
    (
      "legacy production without the word",
      ["access_token": .string(canary), "environment": ["app_id": "7000", "secret": .string(canarySecret)]],
      oauth
    ),
    (
      "legacy sandbox",
      ["access_token": .string(canary), "environment": ["environment": "Sandbox", "advertiser_id": "7001"]],
      sandbox
    ),
    (
      "legacy sandbox without the word",
      ["access_token": .string(canary), "environment": ["advertiser_id": "7001"]], sandbox
    ),
    (
      "legacy beside empty credentials",
      ["credentials": [:], "access_token": .string(canary), "environment": ["advertiser_id": "7001"]], sandbox
    ),
    ("a token at the top alone", ["access_token": .string(canary), "advertiser_ids": "7001"], token),
    (
      "white space around values",
      [
        "credentials": [
          "auth_type": " oauth2.0 ", "app_id": " 7000\n", "secret": .string(canarySecret + " "),
          "access_token": .string("\t" + canary),
        ]
      ],
      oauth
    ),
  ]

  @Test(arguments: shapes)
  func `credentials are read in every form`(name: String, document: JSON, credentials: Credentials) throws {
    #expect(try Credentials(ConfigurationReader(document)) == credentials)
    #expect(try Configuration(document, variables: [:], now: testTime).credentials == credentials)
  }

  @Test func `the credentials object overrides fields of the older form`() throws {
    let document: JSON = [
      "credentials": .sandbox, "access_token": "other", "environment": ["environment": "prod"],
    ]
    #expect(try Credentials(ConfigurationReader(document)) == Self.sandbox)
  }

  @Test func `the kind of credentials decides the environment`() {
    #expect(Self.oauth.environment == .production)
    #expect(Self.token.environment == .production)
    #expect(Self.sandbox.environment == .sandbox)
  }

  @Test func `secret and token are the secrets`() {
    #expect(Self.oauth.secrets == [canarySecret, canary])
    #expect(Self.sandbox.secrets == [canary])
    #expect(Self.token.secrets == [canary])
    for credentials in [Self.oauth, Self.sandbox, Self.token] { #expect(credentials.accessToken == canary) }
  }
}
