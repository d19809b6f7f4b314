import JSON

/// The form's fields for custom reports and extra metrics.
enum ReportFields {
  static let customReports: JSON = [
    "type": "array", "title": "Custom reports",
    "description": .string(
      "Reports with your own dimensions, metrics and filters. Each is a stream. Names are checked against "
        + "TikTok's documentation before any request."),
    "items": [
      // Nothing is required, because the short form has the name and the rest.
      "type": "object",
      "properties": .object(
        FormField.ordered([
          .init(
            "name",
            FormField.shown(FormField.text("Name", "Name of the stream and its table.", "spend_by_language"))),
          .init(
            "report_type",
            [
              "type": "string", "title": "Type",
              "description": "Leave it empty to derive it from the dimensions.",
              "enum": .array(ReportType.integrated.map { .string($0.rawValue) }),
            ]),
          .init(
            "data_level",
            [
              "type": "string", "title": "Level",
              "description": "Leave it empty to derive it from the id among the dimensions.",
              "enum": .array(DataLevel.allCases.map { .string($0.rawValue) }),
            ]),
          .init(
            "dimensions",
            FormField.shown(
              FormField.list(
                "Dimensions", "What each row stands for: an id, a day or hour, a breakdown.",
                ["ad_id", "stat_time_day"]))),
          .init(
            "metrics",
            FormField.shown(
              FormField.list("Metrics", "The values of a row.", ["spend", "complete_payment_roas"]))),
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
              "type": "boolean", "title": "Whole lifetime",
              "description":
                "One row for the whole lifetime of each object. Needs an id as the only dimension.",
            ]),
          .init(
            "bc_id",
            FormField.text(
              "Business Center", "Id of the Business Center, for reports of type BC.", "7000000000000000003")),
          .init(
            "definition",
            FormField.text(
              "Short form",
              "In place of the fields above: the word custom, the dimensions, the metrics, and perhaps a filter with "
                + "its values. Colons separate the parts, commas the names.",
              "custom:campaign_id,stat_time_day:clicks,cpc")),
        ])),
    ],
  ]

  static let extraMetrics: JSON = [
    "type": "array", "title": "Extra metrics",
    "description": "Metrics to add to the reports of this connector.",
    "items": [
      "type": "object", "required": ["metrics"],
      "properties": .object(
        FormField.ordered([
          .init(
            "stream",
            FormField.shown(
              FormField.text(
                "Stream",
                "Name of a report, with or without _daily, _hourly or _lifetime. Leave it empty for all.",
                "ads_reports"))),
          .init("metrics", FormField.list("Metrics", "Names of metrics.", ["skan_conversion"])),
        ])),
    ],
  ]

  private static let filters: JSON = [
    "type": "array", "title": "Filters", "description": "Which rows to read.",
    "items": [
      "type": "object", "required": ["field_name", "filter_value"],
      "properties": .object(
        FormField.ordered([
          .init("field_name", FormField.text("Field", "What to filter by.", "campaign_ids")),
          .init(
            "filter_type",
            [
              "type": "string", "title": "Comparison",
              "description": "How the field must compare with the values.",
              "default": .string(FilterType.isIn.rawValue),
              "enum": .array(FilterType.allCases.map { .string($0.rawValue) }),
            ]),
          .init("filter_value", FormField.list("Values", "One value, or several.", ["1701890905779201"])),
        ])),
    ],
  ]
}
