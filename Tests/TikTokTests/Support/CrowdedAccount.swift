import HTTP
import JSON

@testable import TikTok

/// An account for which TikTok reports only a limited number of ads at a time. Ad 123 belongs to ad group 12, which
/// belongs to campaign 1.
struct CrowdedAccount: Sendable {
  /// How TikTok responds to a report of too many ads.
  enum Excess: Sendable { case truncated, refused }

  let ads: [Int]
  let limit: Int
  var excess = Excess.truncated

  static let header = "Number of ad ids is equal or more than 20k"

  var api: ScriptedAPI { .world(answer) }

  func answer(_ call: Call) -> Answer {
    switch call.path {
    case "campaign/get/": list(call, "campaign_id") { $0 / 100 }
    case "adgroup/get/": list(call, "adgroup_id") { $0 / 10 }
    case "ad/get/": list(call, "ad_id") { $0 }
    default: report(call)
    }
  }

  private func list(_ call: Call, _ name: String, _ id: (Int) -> Int) -> Answer {
    let isOfOthers = ["buying_types", "campaign_system_origins"].contains { call.filtering?[$0] != nil }
    var filters: [String: [String]] = [:]
    for member in call.filtering?.object?.members ?? [] {
      filters[member.name] = member.value.array?.compactMap(\.string)
    }
    return .page(isOfOthers ? [] : ids(within: filters, id).map { .object([name: .string("\($0)")]) })
  }

  private func report(_ call: Call) -> Answer {
    var filters: [String: [String]] = [:]
    for filter in call.filtering?.array ?? [] {
      let values = filter["filter_value"]?.string.flatMap { try? JSON(parsing: $0) }?.array
      filters[filter["field_name"]?.string ?? ""] = values?.compactMap(\.string)
    }
    let isTooMuch = ids(within: filters) { $0 }.count > limit
    if isTooMuch, excess == .refused { return .refusal(40067, "The query is too large.") }
    let level = DataLevel(rawValue: call["data_level"] ?? "") ?? .ad
    let ids = ids(within: filters) { ad in
      switch level {
      case .advertiser: 7001
      case .campaign: ad / 100
      case .adGroup: ad / 10
      case .ad: ad
      }
    }
    let rows = ids.prefix(isTooMuch ? limit : .max)
    return .page(
      rows.map { row($0, of: call, level.idDimension.rawValue) },
      headers: isTooMuch ? ["x-tt-ads-throttle": Self.header] : [:])
  }

  /// A row with the requested dimensions and metrics.
  private func row(_ number: Int, of call: Call, _ id: String) -> JSON {
    var dimensions: JSONObject = [:]
    for name in (try? JSON(parsing: call["dimensions"] ?? ""))?.array?.compactMap(\.string) ?? [] {
      dimensions[name] = .string(name == id ? "\(number)" : "\(call["start_date"] ?? "") 00:00:00")
    }
    return [
      "dimensions": .object(dimensions), "metrics": .object(JSONObject(call.metrics.map { .init($0, "1") })),
    ]
  }

  private func ids(within filters: [String: [String]], _ id: (Int) -> Int) -> [Int] {
    func passes(_ number: Int, _ field: String) -> Bool {
      filters[field].map { $0.contains("\(number)") } ?? true
    }
    let passing = ads.filter {
      passes($0 / 100, "campaign_ids") && passes($0 / 10, "adgroup_ids") && passes($0, "ad_ids")
    }
    return Set(passing.map(id)).sorted()
  }
}

extension Call {
  /// The ids that a report is filtered by, under the filter's name, or an empty list.
  var objects: String {
    let filter = filtering?.array?.first { $0["field_name"]?.string?.hasSuffix("_ids") == true }
    return filter.map { "\($0["field_name"]?.string ?? "") \($0["filter_value"]?.string ?? "")" } ?? ""
  }
}
