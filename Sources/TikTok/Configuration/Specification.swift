import JSON

/// The output of `spec`: the current shape of the configuration, as a form. Older shapes are still read
/// (``Configuration``) but not described. Because platforms validate existing configurations against this document,
/// neither `credentials` nor `auth_type` is required here.
enum Specification {
  static let document: JSON = [
    "documentationUrl": .string(documentationURL),
    "connectionSpecification": connectionSpecification,
    "supportsIncremental": true,
    "supportsNormalization": false,
    "supportsDBT": false,
    "supported_destination_sync_modes": ["overwrite", "append", "append_dedup"],
    "advanced_auth": advancedAuth,
  ]

  static let documentationURL = "https://business-api.tiktok.com/portal/docs"

  private static let connectionSpecification: JSON = [
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "TikTok Marketing",
    "type": "object",
    "additionalProperties": true,
    "groups": .array(groups.map(\.entry)),
    "properties": .object(FormField.ordered(groups.flatMap(\.members))),
  ]

  /// The parts of the form, the more usual fields first. Every field has a group, because Airbyte's form shows those
  /// without one below all groups.
  private static let groups = [
    FormField.Group(id: "connection", title: nil, fields: essentials),
    FormField.Group(id: "data", title: "What the records contain", fields: contents),
    FormField.Group(id: "requests", title: "Rates and requests", fields: tuning),
  ]

  /// What most connections need.
  private static let essentials: [JSONObject.Member] = [
    .init("credentials", FormField.shown(credentials)),
    .init(
      "start_date",
      FormField.shown(
        FormField.day(
          "Start date",
          "First day of the reports, in the time zone of each ad account. Leave it empty to read all days since the "
            + "account was made, or set a period instead.", example: "2024-01-01"))),
    .init(
      "default_period",
      FormField.shown(
        FormField.integer(
          "Period in days",
          "In place of a start date, which takes precedence: how many days of reports to read, up to today.",
          default: nil, in: 1...3650))),
    .init(
      "advertiser_ids",
      [
        "type": "array", "title": "Ad accounts",
        "description":
          "Ids of the ad accounts to read. Leave it empty to read all that the token can access.",
        "items": FormField.id, "uniqueItems": true,
        "examples": [["7002238017842757633"]],
      ]),
    .init(
      "exclude_advertiser_ids",
      [
        "type": "array", "title": "Ad accounts to leave out",
        "description": "Ids of ad accounts to skip although the token can access them.",
        "items": FormField.id, "uniqueItems": true,
      ]),
    .init(
      "end_date",
      FormField.day(
        "End date", "Last day of the reports. Leave it empty to read up to today in every sync.",
        example: "2024-12-31")),
  ]

  private static let contents: [JSONObject.Member] = [
    .init(
      "include_deleted",
      [
        "type": "boolean", "title": "Include deleted objects",
        "description": .string(
          "On: deleted campaigns, ad groups and ads are read, and reports count them. Off: neither, so the spend is too "
            + "low. Never set: reports count them, and the streams of campaigns, ad groups and ads leave them out."
        ),
      ]),
    .init(
      "include_promote",
      [
        "type": "boolean", "title": "Include Promote campaigns", "default": true,
        "description": .string(
          "Campaigns that were boosted in TikTok's app (Promote), with their ad groups, ads and report rows. Their spend "
            + "is part of the account's spend."),
      ]),
    .init(
      "attribution_window",
      FormField.integer(
        "Attribution window",
        "How many days an incremental sync reads again before the last day it has read, because TikTok "
          + "attributes conversions to earlier days. Leave it empty to read daily reports again as far back as the ad "
          + "groups of each account attribute, once a day, and 3 days otherwise.",
        default: nil, in: 0...364)),
    .init(
      "metrics",
      FormField.choice(
        "Metrics of reports",
        "standard: as many as TikTok takes in one request, at most 100. all: about 200, for which each page of a report "
          + "takes two requests. Metrics that a connection has selected are always read.",
        default: MetricSelection.standard)),
    .init(
      "report_layout",
      FormField.choice(
        "Layout of reports",
        "nested: the metrics of a row in one object, as TikTok sends them. flat: a column for each metric and "
          + "dimension.",
        default: ReportLayout.nested)),
    .init("custom_reports", ReportFields.customReports),
    .init("extra_metrics", ReportFields.extraMetrics),
  ]

  private static let tuning: [JSONObject.Member] = [
    .init(
      "api_level",
      FormField.choice(
        "API level",
        "The level of your app in TikTok's developer portal, which sets its rate limit: basic 10 requests a "
          + "second, advanced 20, premium 30, ultimate 50.", default: APILevel.basic)),
    .init(
      "requests_per_second",
      [
        "type": "number", "title": "Requests per second",
        "description": .string(
          "Overrides the rate limit of the API level. If several connections use the same app, set the share of "
            + "this one."),
        "exclusiveMinimum": 0, "maximum": 1000, "examples": [5],
      ]),
    .init(
      "concurrency",
      FormField.integer(
        "Requests in flight",
        "The most requests in flight at a time. If not set, as many as it takes to use the full rate, however long "
          + "TikTok takes to answer.",
        default: nil, in: 1...64)),
    .init(
      "patience_minutes",
      FormField.integer(
        "Patience in minutes",
        "How long a request waits for TikTok to stop throttling it, or for a lost network to come back. 1500 "
          + "outlasts TikTok's daily limit.", default: 30, in: 1...1500)),
    .init(
      "page_size",
      FormField.integer(
        "Records per page", "Leave it empty for the maximum of each endpoint.", default: nil,
        in: 1...1000)),
    .init(
      "report_window_days",
      FormField.integer(
        "Days per request",
        "How many days one request for a daily report covers. Set fewer for very large accounts.",
        default: 30, in: 1...30)),
    .init(
      "skip_idle_days",
      [
        "type": "boolean", "title": "Skip idle days",
        "description": .string(
          "Requests a daily report of each ad account first, and skips the other reports on days when the account had "
            + "no activity. This saves many requests if most accounts are idle most of the time. It may miss "
            + "conversions that TikTok counts on such a day, and what the account's own report leaves out. The latest "
            + "days are always requested."),
        "default": false,
      ]),
    .init(
      "async_reports",
      [
        "type": "boolean", "title": "Asynchronous reports",
        "description": .string(
          "Has TikTok make reports as asynchronous tasks if they are too large to be requested even in parts. Such "
            + "reports may lack deleted objects, may be wrong about today, and do not count unique people by audience "
            + "or country."),
        "default": false,
      ]),
  ]

  private static let credentials: JSON = [
    "type": "object", "title": "Authorization",
    "description": "How the connector authenticates with TikTok.", "display_type": "radio",
    "oneOf": [
      method(
        "OAuth 2.0", "oauth2.0", "A token with the keys of your app. It finds the ad accounts by itself.",
        required: ["app_id", "secret", "access_token"],
        [
          .init(
            "app_id",
            FormField.secret("App ID", "Id of your app in the TikTok for Business developer portal.")),
          .init("secret", FormField.secret("Secret", "Secret of your app.")),
          .init("access_token", token),
          .init(
            "advertiser_id",
            FormField.advertiserID(
              "Reads only this ad account. Leave it empty to read all that are granted.")),
        ]),
      method(
        "Access token", "access_token", "A token alone. You name the ad accounts.",
        required: ["access_token", "advertiser_ids"],
        [
          .init("access_token", token),
          .init(
            "advertiser_ids",
            [
              "type": "array", "title": "Ad accounts",
              "description": "Ids of the ad accounts to read: a token alone cannot list them.", "minItems": 1,
              "items": FormField.id,
              "examples": [["7002238017842757633"]],
            ]),
        ]),
      method(
        "Sandbox", "sandbox_access_token", "The test account of an app, with made-up data.",
        required: ["advertiser_id", "access_token"],
        [
          .init("advertiser_id", FormField.advertiserID("Id of the sandbox's ad account.")),
          .init(
            "access_token",
            FormField.secret("Access token", "Token of the sandbox, from the developer portal.")),
        ]),
    ],
  ]

  private static let token = FormField.secret(
    "Access token", "Long-lived token that TikTok issues when the ad accounts are authorized for your app.")

  /// The platform's OAuth: where Airbyte's connector has the values, so that saved authorizations stay valid, and how an
  /// authorization is obtained (§1 of the fact sheet), so that the platform can do it for this connector, too.
  private static let advancedAuth: JSON = [
    "auth_flow_type": "oauth2.0",
    "predicate_key": ["credentials", "auth_type"],
    "predicate_value": "oauth2.0",
    "oauth_config_specification": [
      "oauth_connector_input_specification": [
        "consent_url": .string(
          "https://business-api.tiktok.com/portal/auth?{{client_id_key}}={{client_id_value}}"
            + "&{{redirect_uri_key}}={{ {{redirect_uri_value}} | urlEncoder }}&{{state_key}}={{state_value}}"),
        "access_token_url": "https://business-api.tiktok.com/open_api/v1.3/oauth2/access_token/",
        "access_token_headers": ["Content-Type": "application/json", "Accept": "application/json"],
        "access_token_params": [
          "{{ auth_code_key }}": "{{ auth_code_value }}",
          "{{ client_id_key }}": "{{ client_id_value }}",
          "{{ client_secret_key }}": "{{ client_secret_value }}",
        ],
        "extract_output": ["data.access_token"],
        "client_id_key": "app_id", "client_secret_key": "secret", "auth_code_key": "auth_code",
      ],
      "complete_oauth_output_specification": [
        "type": "object",
        "properties": [
          "access_token": [
            "type": "string", "path_in_connector_config": ["credentials", "access_token"],
            "path_in_oauth_response": ["data", "access_token"],
          ]
        ],
        "required": ["access_token"],
      ],
      "complete_oauth_server_input_specification": [
        "type": "object",
        "properties": ["app_id": ["type": "string"], "secret": ["type": "string"]],
        "required": ["app_id", "secret"],
      ],
      "complete_oauth_server_output_specification": [
        "type": "object",
        "properties": [
          "app_id": ["type": "string", "path_in_connector_config": ["credentials", "app_id"]],
          "secret": ["type": "string", "path_in_connector_config": ["credentials", "secret"]],
        ],
        "required": ["app_id", "secret"],
      ],
    ],
  ]
}

extension Specification {
  private static func method(
    _ title: String, _ type: String, _ description: String, required: [String],
    _ properties: [JSONObject.Member]
  ) -> JSON {
    let kind = JSONObject.Member(
      "auth_type", ["type": "string", "title": "Kind", "const": .string(type), "default": .string(type)])
    return [
      "type": "object", "title": .string(title), "description": .string(description),
      "required": .array(required.map { .string($0) }),
      "properties": .object(FormField.ordered([kind] + properties)),
    ]
  }
}
