import Connector
import JSON

/// What may be combined in a report (§3 of the fact sheet). Combinations that TikTok is documented to refuse are refused
/// here, before any request; undocumented names are requested, with a notice.
struct CustomReportRules {
  let reader: ConfigurationReader
  let name: String
  let type: ReportType

  /// The data level: as it is set, or that of the id dimension.
  func level(of dimensions: [String]) throws(SourceFailure) -> DataLevel? {
    let ids = dimensions.filter { DataLevel(of: Dimension(rawValue: $0)) != nil }
    let derived = ids.first.flatMap { DataLevel(of: Dimension(rawValue: $0)) }
    guard type.hasDataLevel else { return nil }
    guard ids.count < 2 else {
      throw reader.failure(
        "dimensions",
        "holds \(ids.quoted), but a report has one id dimension. Keep `\(Self.lowest(of: ids))` and ask for the others as "
          + "metrics: TikTok has `campaign_id` and `adgroup_id` as metrics of the levels below.")
    }
    guard let value = reader.value("data_level") else { return derived ?? .advertiser }
    let word = (value.string?.trimmed.uppercased() ?? "").replacing("AD_GROUP", with: "ADGROUP")
    guard let level = DataLevel.allCases.first(where: { [word, "AUCTION_" + word].contains($0.rawValue) })
    else {
      let choices = DataLevel.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      throw reader.failure("data_level", "must be one of \(choices), but is \(value.shown).")
    }
    if let derived, derived != level {
      throw reader.failure(
        "data_level",
        "is `\(level.rawValue)`, but `\(ids[0])` belongs to `\(derived.rawValue)`. Leave `data_level` out, or use "
          + "`\(level.idDimension.rawValue)` as the dimension.")
    }
    if derived == nil, level != .advertiser {
      throw reader.failure(
        "dimensions",
        "holds no id, which `\(level.rawValue)` needs. Add `\(level.idDimension.rawValue)`, or leave "
          + "`data_level` out.")
    }
    return level
  }

  /// The id whose level has the others as metrics.
  private static func lowest(of ids: [String]) -> String {
    let levels = DataLevel.allCases.reversed()
    let found = levels.lazy.compactMap { level in
      ids.first { DataLevel(of: Dimension(rawValue: $0)) == level }
    }
    return found.first ?? ids[0]
  }

  /// - Throws: `SourceFailure` for dimensions that cannot be combined.
  func check(_ dimensions: [String], isLifetime: Bool) throws(SourceFailure) {
    let times = dimensions.filter { DimensionFact.all[$0]?.kind == "time" }
    guard times.count < 2 else {
      throw reader.failure(
        "dimensions", "holds \(times.quoted), but a report has one time at most. Keep one of them.")
    }
    for dimension in dimensions {
      guard let fact = DimensionFact.all[dimension], !fact.reports.contains(type.rawValue) else { continue }
      // Those that have all of the dimensions.
      let known = dimensions.compactMap { DimensionFact.all[$0] }
      let types = ReportType.integrated.filter { type in
        known.allSatisfy { $0.reports.contains(type.rawValue) }
      }
      let remedy =
        types.isEmpty
        ? "Take it out." : "Set `report_type` to \(types.map(\.rawValue).alternatives), or take it out."
      throw reader.failure(
        "dimensions",
        "holds `\(dimension)`, which reports of type \(type.rawValue) do not have. \(remedy)")
    }
    let isBroken = dimensions.contains { !["id", "time"].contains(DimensionFact.all[$0]?.kind) }
    guard type != .audience || isBroken else {
      throw reader.failure(
        "dimensions",
        "holds no audience dimension, which reports of type AUDIENCE need. Add one, such as `gender`, `age` or "
          + "`country_code`, or set `report_type` to `BASIC`.")
    }
    guard isLifetime else { return }
    guard type.hasLifetimeQuery else {
      throw reader.failure(
        "query_lifetime",
        "does not work with reports of type \(type.rawValue). Leave it out: a report without a time dimension "
          + "sums up the days from `start_date` on.")
    }
    // Not with times, audiences or countries (§3.1).
    let isOfObjects = !dimensions.contains {
      ["time", "audience", "geo"].contains(DimensionFact.all[$0]?.kind)
    }
    guard dimensions.count == 1, isOfObjects else {
      throw reader.failure(
        "query_lifetime",
        "needs an id as the only dimension, but the dimensions are \(dimensions.quoted). Leave it out, or use an "
          + "id alone.")
    }
  }

  /// - Throws: `SourceFailure` for a metric that such a report cannot have according to the documentation.
  func check(_ metrics: [String], of report: Report) throws(SourceFailure) {
    for metric in metrics {
      guard let objection = MetricFact.all[metric]?.objection(in: report) else { continue }
      throw reader.failure(
        "metrics", "holds `\(metric)`, which \(objection). Take it out, or change the report.")
    }
  }

  /// What the user should know about names and combinations that are not documented.
  func notices(on dimensions: [String], _ metrics: [String], of report: Report) -> [Notice] {
    func text(_ kind: String, _ unknown: String, _ known: some Sequence<String>) -> String {
      "`\(reader.fullName(kind))` (report `\(name)`) holds `\(unknown.clipped)`, which this version does not know. "
        + "It is requested from TikTok anyway." + suggestion(for: unknown, among: known.sorted())
    }
    var notices = dimensions.filter { DimensionFact.all[$0] == nil }
      .warnings { text("dimensions", $0, DimensionFact.all.keys) }
    notices += metrics.filter { MetricFact.all[$0] == nil }.warnings {
      text("metrics", $0, MetricFact.all.keys)
    }
    let breakdown = dimensions.filter { DimensionFact.all[$0]?.kind == "audience" || $0 == "country_code" }
    if type == .audience, breakdown.count > 1, Set(breakdown) != ["gender", "age"] {
      notices.append(
        Notice(
          .warning,
          "`\(reader.fullName("dimensions"))` (report `\(name)`) holds \(breakdown.quoted) together. TikTok is only "
            + "known to combine gender with age, and may refuse other combinations."))
    }
    return notices
  }

  /// The id of the Business Center; nil for reports of other types.
  func businessCenter() throws(SourceFailure) -> AdvertiserID? {
    let value = reader.value("bc_id")
    guard type == .businessCenter else {
      guard value == nil else {
        throw reader.failure("bc_id", "works only with `report_type` `BC`. Leave it out, or set that type.")
      }
      return nil
    }
    let shown = try reader.required(
      "bc_id", value,
      remedy:
        "Reports of type BC belong to a Business Center: write its id, which TikTok Business Center shows."
    )
    guard let id = AdvertiserID(shown.idText?.trimmed ?? "") else {
      throw reader.failure("bc_id", "must be the id of a Business Center, but is \(shown.shown).")
    }
    return id
  }
}
