import Connector
import JSON

/// What the configuration's names tell before its values are read.
extension Configuration {
  /// The known fields at the document's top, in all of its shapes.
  static let knownFields: Set<String> = [
    "credentials", "advertiser_ids", "exclude_advertiser_ids", "start_date", "end_date",
    "attribution_window", "include_deleted", "include_promote", "report_window_days", "skip_idle_days",
    "async_reports", "metrics", "report_granularity", "api_level", "requests_per_second", "concurrency",
    "patience_minutes", "report_layout", "custom_reports", "page_size", "extra_metrics", "default_period",
    "access_token", "environment",
  ]

  /// Those that decide how the data is read, not which.
  private static let settings: Set<String> = [
    "report_window_days", "async_reports", "api_level", "requests_per_second", "concurrency",
    "patience_minutes", "page_size",
  ]

  static let fields = FieldNames(
    knownFields, settings: settings,
    // Other configurations have it. The stream that it would have made is missed when the catalog names it.
    tolerated: ["custom_report"],
    otherNames: otherNames.merging([
      "exclude_accounts": "exclude_advertiser_ids", "exclude_account_ids": "exclude_advertiser_ids",
      "excluded_accounts": "exclude_advertiser_ids", "exclude_advertisers": "exclude_advertiser_ids",
      "lookback": "attribution_window", "lookback_window": "attribution_window", "reports": "custom_reports",
    ]) { first, _ in first })

  /// What accounts are called elsewhere.
  static let otherNames = [
    "account": "advertiser_ids", "accounts": "advertiser_ids", "account_id": "advertiser_ids",
    "account_ids": "advertiser_ids", "ad_account_id": "advertiser_ids", "ad_account_ids": "advertiser_ids",
    "ad_accounts": "advertiser_ids", "advertiser": "advertiser_ids", "advertisers": "advertiser_ids",
  ]

  /// - Returns: what the user should know about names that have no effect.
  /// - Throws: `SourceFailure` when other data would be read without what a name probably stands for.
  static func notices(on reader: ConfigurationReader) throws(SourceFailure) -> [Notice] {
    let hasCredentials = reader.value("credentials") != nil
    if !hasCredentials,
      let name = ["app_id", "secret", "auth_type"].first(where: { reader.value($0) != nil })
    {
      throw reader.failure(
        name,
        "belongs in `credentials`, with the other keys: {\"credentials\": {\"auth_type\": \"oauth2.0\", …}}. "
          + "Move it there.")
    }
    let inner = try hasCredentials ? reader.child("credentials") : Credentials.environment(of: reader)
    let within = try inner.map { inner throws(SourceFailure) in try Credentials.notices(on: inner) } ?? []
    return try reader.requireHarmless(fields).warnings { name in
      let isOfCredentials = Credentials.fields.known.contains(name)
      return "The configuration's field `\(name.clipped)` is not known and has no effect."
        + (isOfCredentials
          ? " It belongs in `credentials`."
          : fields.meant(by: name).map { " Did you mean `\($0)`?" } ?? "")
    } + within
  }

  /// - Throws: `SourceFailure` when the configuration is inside another object, as exports of orchestrators have it. It
  ///   is not taken out of there: exports hold asterisks for its secrets, and orchestrators would not accept the file.
  static func requireUnwrapped(_ reader: ConfigurationReader) throws(SourceFailure) {
    guard reader.value("credentials") == nil, reader.value("access_token") == nil,
      let path = path(toConfigurationIn: reader.object, depth: 3)
    else { return }
    throw SourceFailure(
      .configuration,
      "The configuration is inside `\(path.clipped)`, but it must be the whole document. Save only the object that "
        + "follows `\(path.clipped)`, and write its secrets again if they are asterisks.")
  }

  /// The path of an object that is a configuration.
  private static func path(toConfigurationIn object: JSONObject, depth: Int) -> String? {
    guard depth > 0 else { return nil }
    for member in object.members
    where !knownFields.contains(member.name) && fields.meant(by: member.name) == nil {
      let text = member.value.string.flatMap { $0.trimmed.hasPrefix("{") ? try? JSON(parsing: $0) : nil }
      guard let inner = (text ?? member.value).object else { continue }
      if inner["credentials"] != nil || inner["access_token"] != nil { return member.name }
      if let path = path(toConfigurationIn: inner, depth: depth - 1) { return "\(member.name).\(path)" }
    }
    return nil
  }
}

extension Credentials {
  /// The fields of all kinds of credentials: forms keep what was entered for another kind.
  static let fields = FieldNames(
    ["auth_type", "app_id", "secret", "access_token", "advertiser_id", "advertiser_ids"],
    otherNames: Configuration.otherNames.merging([
      "client_id": "app_id", "client_secret": "secret", "app_secret": "secret", "token": "access_token",
    ]) { first, _ in first })

  /// The fields of the credentials of 2021, beside which the token stands.
  private static let olderFields = FieldNames(
    ["environment", "app_id", "secret", "advertiser_id"], otherNames: ["app_secret": "secret"])

  /// Names that stand for no field are harmless here: OAuth's answers hold some.
  /// - Parameter reader: of `credentials`, or of `environment` in the shape of 2021.
  /// - Returns: what the user should know about names that have no effect.
  /// - Throws: `SourceFailure` for a name that probably stands for a field.
  static func notices(on reader: ConfigurationReader) throws(SourceFailure) -> [Notice] {
    let top = Configuration.fields
    for name in reader.object.names where !fields.known.contains(name) && reader.value(name) != nil {
      let isOfTop = top.known.contains(name) && top.decidesWhatIsRead(name) && name != "environment"
      if isOfTop {
        throw reader.failure(
          name, "has no effect here: it belongs beside `\(reader.path)`, not in it. Move it to the top.")
      }
    }
    return try reader.requireHarmless(reader.path == "environment" ? olderFields : fields).warnings { name in
      "`\(reader.fullName(name))` is not known and has no effect."
        + (top.known.contains(name) ? " It belongs beside `\(reader.path)`." : "")
    }
  }
}
