import JSON

/// The form's fields in which users define reports of their own.
enum ReportFields {
  static let customReports: JSON = [
    "type": "array", "title": "Custom reports",
    "description": .string(
      "Reports with dimensions, metrics and filters of your own, each a stream of its own. Names are checked "
        + "against TikTok's documents before anything is asked."),
    "items": [
      "type": "object", "required": ["name"],
      "properties": .object(
        FormField.ordered([
          .init("name", FormField.text("Name", "Name of the stream and its table.", "spend_by_language")),
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
            FormField.list(
              "Dimensions", "What rows are by: an id, a day or hour, a breakdown.",
              ["ad_id", "stat_time_day"])),
          .init(
            "metrics", FormField.list("Metrics", "The values of a row.", ["spend", "complete_payment_roas"])),
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
            "bc_id",
            FormField.text("Business Center", "Its id, for reports of type BC.", "7000000000000000003")),
          .init(
            "definition",
            FormField.text(
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
        FormField.ordered([
          .init(
            "stream",
            FormField.text(
              "Stream", "A report with or without _daily, _hourly, _lifetime. Leave it empty for all.",
              "ads_reports")),
          .init("metrics", FormField.list("Metrics", "Names of metrics.", ["skan_conversion"])),
        ])),
    ],
  ]

  private static let filters: JSON = [
    "type": "array", "title": "Filters", "description": "Which rows are wanted.",
    "items": [
      "type": "object", "required": ["field_name", "filter_value"],
      "properties": .object(
        FormField.ordered([
          .init("field_name", FormField.text("Field", "What to filter by.", "campaign_ids")),
          .init(
            "filter_type",
            [
              "type": "string", "title": "Comparison", "default": .string(FilterType.isIn.rawValue),
              "enum": .array(FilterType.allCases.map { .string($0.rawValue) }),
            ]),
          .init("filter_value", FormField.list("Values", "One value, or several.", ["1701890905779201"])),
        ])),
    ],
  ]
}
