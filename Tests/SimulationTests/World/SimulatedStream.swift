import JSON

/// A stream that worlds read.
struct SimulatedStream: Sendable, Equatable {
  let name: String
  /// nil by advertiser.
  let level: ObjectLevel?
  let isReport: Bool

  static let all = [
    SimulatedStream(name: "campaigns", level: .campaign, isReport: false),
    SimulatedStream(name: "ad_groups", level: .adGroup, isReport: false),
    SimulatedStream(name: "ads", level: .ad, isReport: false),
    SimulatedStream(name: "advertisers_reports_daily", level: nil, isReport: true),
    SimulatedStream(name: "campaigns_reports_daily", level: .campaign, isReport: true),
    SimulatedStream(name: "ad_groups_reports_daily", level: .adGroup, isReport: true),
    SimulatedStream(name: "ads_reports_daily", level: .ad, isReport: true),
  ]

  var cursorField: String { isReport ? "stat_time_day" : "modify_time" }
  var id: String { level?.id ?? "advertiser_id" }

  /// The selected fields, which the model knows.
  var schema: JSON {
    let names =
      isReport
      ? [id, "advertiser_id", "stat_time_day"]
      : [
        id, "advertiser_id", (level?.rawValue ?? "") + "_name", "operation_status", "create_time",
        "modify_time",
      ]
    var properties: JSONObject = [:]
    for name in names { properties[name] = [:] }
    if isReport {
      properties["metrics"] = ["properties": ["spend": [:], "impressions": [:], "clicks": [:]]]
    }
    return ["properties": .object(properties)]
  }
}
