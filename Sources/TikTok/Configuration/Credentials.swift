import Connector
import JSON

/// How the connector authenticates, and which of TikTok's two environments that works for.
enum Credentials: Sendable, Equatable {
  /// A token of a developer's app, with the app's keys, which are needed to list the token's accounts.
  case oauth(appID: String, secret: String, accessToken: String)
  /// The token of a sandbox, which has one account.
  case sandbox(accessToken: String, advertiser: AdvertiserID)
  /// A token alone: the accounts are named in the configuration.
  case token(accessToken: String)

  /// The value of the header `Access-Token`.
  var accessToken: String {
    switch self {
    case .oauth(_, _, let token), .sandbox(let token, _), .token(let token): token
    }
  }

  var environment: Environment {
    if case .sandbox = self { .sandbox } else { .production }
  }

  /// The texts that must never be shown.
  var secrets: [String] {
    if case .oauth(_, let secret, let token) = self { [secret, token] } else { [accessToken] }
  }
}

extension Credentials {
  /// Reads the credentials in all shapes of Airbyte's connector and in the shape of this one.
  /// - Throws: `SourceFailure` that names the field and the remedy.
  init(_ root: ConfigurationReader) throws(SourceFailure) {
    if let credentials = try root.child("credentials"), !credentials.object.isEmpty {
      try self.init(credentials: credentials)
    } else if root.value("access_token") != nil {
      try self.init(legacy: root)
    } else {
      throw root.failure(
        "credentials",
        "is missing. Give `auth_type` with its keys: `oauth2.0` (app_id, secret, access_token), "
          + "`access_token` (access_token, advertiser_ids) or `sandbox_access_token` (access_token, "
          + "advertiser_id).")
    }
  }

  private init(credentials: ConfigurationReader) throws(SourceFailure) {
    let type = try credentials.text("auth_type")
    switch type {
    case "oauth2.0", "prod_access_token": self = try Self.oauth(credentials)
    case "sandbox_access_token": self = try Self.sandbox(credentials)
    case "access_token": self = .token(accessToken: try Self.token(credentials))
    case nil:
      // In connections older than `auth_type`, the keys show the type.
      if credentials.value("app_id") != nil || credentials.value("secret") != nil {
        self = try Self.oauth(credentials)
      } else if credentials.value("advertiser_id") != nil {
        self = try Self.sandbox(credentials)
      } else {
        self = .token(accessToken: try Self.token(credentials))
      }
    case let other?:
      throw credentials.failure(
        "auth_type",
        "must be one of `oauth2.0`, `access_token`, `sandbox_access_token` (or the older "
          + "`prod_access_token`), but is \(JSON.string(other).shown).")
    }
  }

  /// The object that holds all but the token in the shape of 2021.
  static func environment(of root: ConfigurationReader) throws(SourceFailure) -> ConfigurationReader? {
    if let value = root.value("environment"), value.object == nil {
      throw root.failure(
        "environment",
        "must be an object, but is \(value.kind). Put its keys into `credentials` instead, which `spec` "
          + "describes.")
    }
    return try root.child("environment")
  }

  /// The shape of 2021: the token at the root, the rest in `environment`.
  private init(legacy root: ConfigurationReader) throws(SourceFailure) {
    let token = try Self.token(root)
    guard let environment = try Self.environment(of: root) else {
      self = .token(accessToken: token)
      return
    }
    let name = try environment.text("environment")
    let isSandbox = name.map { $0.lowercased() == "sandbox" } ?? (environment.value("app_id") == nil)
    if let name, !["prod", "production", "sandbox"].contains(name.lowercased()) {
      throw environment.failure(
        "environment", "must be `prod` or `sandbox`, but is \(JSON.string(name).shown).")
    }
    self =
      isSandbox
      ? .sandbox(accessToken: token, advertiser: try Self.sandboxAdvertiser(environment))
      : .oauth(
        appID: try Self.appID(environment), secret: try Self.secret(environment), accessToken: token)
  }

  private static func oauth(_ reader: ConfigurationReader) throws(SourceFailure) -> Self {
    .oauth(appID: try appID(reader), secret: try secret(reader), accessToken: try token(reader))
  }

  private static func sandbox(_ reader: ConfigurationReader) throws(SourceFailure) -> Self {
    let token = try Self.token(
      reader, remedy: "It is next to the sandbox's account in the TikTok for Business developer portal.")
    return .sandbox(accessToken: token, advertiser: try sandboxAdvertiser(reader))
  }

  private static func token(
    _ reader: ConfigurationReader,
    remedy: String =
      "Authorize your app for the ad accounts in TikTok for Business and paste the token it gives."
  ) throws(SourceFailure) -> String {
    try reader.required("access_token", try reader.secret("access_token"), remedy: remedy)
  }

  private static func appID(_ reader: ConfigurationReader) throws(SourceFailure) -> String {
    let number = reader.value("app_id")?.number?.int.map(String.init)
    let text = number == nil ? try reader.secret("app_id") : number
    return try reader.required(
      "app_id", text, remedy: "It is on your app's page in the TikTok for Business developer portal.")
  }

  private static func secret(_ reader: ConfigurationReader) throws(SourceFailure) -> String {
    try reader.required(
      "secret", try reader.secret("secret"),
      remedy: "It is on your app's page in the TikTok for Business developer portal.")
  }

  private static func sandboxAdvertiser(_ reader: ConfigurationReader) throws(SourceFailure) -> AdvertiserID {
    try reader.required(
      "advertiser_id", try reader.advertiserID("advertiser_id", several: "A sandbox has one account."),
      remedy: "A sandbox has one account; its id is next to its token in the developer portal.")
  }
}
