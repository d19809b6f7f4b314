import JSON

/// The fields by which users define reports of their own.
extension Specification {
  static let customReports: JSON = [
    "type": "array", "title": "Custom reports",
    "description": .string(
      "Reports with dimensions, metrics and filters of your own, each a stream of its own. Names are checked "
        + "against TikTok's documents before anything is asked."),
    "items": [
      "type": "object", "required": ["name"],
      "properties": .object(
        ordered([
          .init("name", text("Name", "Name of the stream and its table.", "spend_by_language")),
          .init(
            "report_type",
            [
              "type": "string", "title": "Type",
              "description": "Leave it empty to have it follow from the dimensions.",
              "enum": .array(ReportType.integrated.map { .string($0.rawValue) }),
            ]),
          .init(
            "data_level",
            [
              "type": "string", "title": "Level",
              "description": "Leave it empty to have it follow from the id among the dimensions.",
              "enum": .array(DataLevel.allCases.map { .string($0.rawValue) }),
            ]),
          .init(
            "dimensions",
            list(
              "Dimensions", "What rows are by: an id, a day or hour, a breakdown.",
              ["ad_id", "stat_time_day"])),
          .init("metrics", list("Metrics", "The values of a row.", ["spend", "complete_payment_roas"])),
          .init("filters", filters),
          .init(
            "lookback",
            [
              "type": "integer", "title": "Lookback",
              "description":
                "Days that every incremental sync reads again, instead of the attribution window.",
              "minimum": 0, "maximum": 364,
            ]),
          .init(
            "query_lifetime",
            [
              "type": "boolean", "title": "Whole life",
              "description": "One row for the whole life of each object: with a single id as dimension.",
            ]),
          .init(
            "bc_id", text("Business Center", "Its id, for reports of type BC.", "7000000000000000003")),
          .init(
            "definition",
            text(
              "Short form", "custom:<dimensions>:<metrics>[:<filter>,<values>], instead of the fields above.",
              "custom:campaign_id,stat_time_day:clicks,cpc")),
        ])),
    ],
  ]

  static let extraMetrics: JSON = [
    "type": "array", "title": "Extra metrics",
    "description": "Metrics that the reports of this connector have in addition to their own.",
    "items": [
      "type": "object", "required": ["metrics"],
      "properties": .object(
        ordered([
          .init(
            "stream",
            text(
              "Stream", "A report with or without _daily, _hourly, _lifetime. Leave it empty for all.",
              "ads_reports")),
          .init("metrics", list("Metrics", "Names of metrics.", ["skan_conversion"])),
        ])),
    ],
  ]

  private static let filters: JSON = [
    "type": "array", "title": "Filters", "description": "Which rows are wanted.",
    "items": [
      "type": "object", "required": ["field_name", "filter_value"],
      "properties": .object(
        ordered([
          .init("field_name", text("Field", "What to filter by.", "campaign_ids")),
          .init(
            "filter_type",
            [
              "type": "string", "title": "Comparison", "default": .string(FilterType.isIn.rawValue),
              "enum": .array(FilterType.allCases.map { .string($0.rawValue) }),
            ]),
          .init("filter_value", list("Values", "One value, or several.", ["1701890905779201"])),
        ])),
    ],
  ]

  private static func ordered(_ properties: [JSONObject.Member]) -> JSONObject {
    JSONObject(properties.enumerated().map(ordered))
  }

  private static func text(_ title: String, _ description: String, _ example: String) -> JSON {
    [
      "type": "string", "title": .string(title), "description": .string(description),
      "examples": [.string(example)],
    ]
  }

  private static func list(_ title: String, _ description: String, _ examples: [String]) -> JSON {
    [
      "type": "array", "title": .string(title), "description": .string(description),
      "items": ["type": "string"], "examples": [.array(examples.map { .string($0) })],
    ]
  }
}
