import Connector
import JSON

/// The short form of a report: `custom:<dimensions>:<metrics>[:<filter>,<values>…]`, optionally after
/// a name and an equals sign. Without these, the dimensions make the name.
enum CustomReportText {
  /// The fields of the long form.
  /// - Throws: `SourceFailure` of kind `configuration`.
  static func fields(of text: String, at path: String) throws(SourceFailure) -> JSONObject {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(trim)
    let (name, definition) = sides.count == 2 ? (sides[0], sides[1]) : (nil, sides[0])
    let parts = definition.split(separator: ":", omittingEmptySubsequences: false).map(trim)
    guard parts.first == "custom", (3...4).contains(parts.count) else {
      throw SourceFailure(
        .configuration,
        "`\(path)` is not the short form of a report. Write `custom:<dimensions>:<metrics>`, and after another colon "
          + "a filter and its values, such as \"custom:campaign_id,stat_time_day:clicks,cpc\".")
    }
    let dimensions = words(parts[1])
    var fields: JSONObject = [
      "name": .string(name ?? (["custom"] + dimensions).joined(separator: "_")),
      "dimensions": .array(dimensions.map { .string($0) }),
      "metrics": .array(words(parts[2]).map { .string($0) }),
    ]
    if parts.count == 4, !parts[3].isEmpty {
      let filter = words(parts[3])
      guard filter.count > 1 else {
        throw SourceFailure(
          .configuration,
          "`\(path)` names the filter `\(parts[3].clipped)` without values. Write them after it, separated by commas: "
            + "\"…:campaign_ids,1701890905779201\".")
      }
      fields["filters"] = [
        [
          "field_name": .string(filter[0]), "filter_type": "IN",
          "filter_value": .array(filter.dropFirst().map { .string($0) }),
        ]
      ]
    }
    return fields
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: ",").map(trim).filter { !$0.isEmpty }
  }

  private static func trim(_ text: Substring) -> String { String(text).trimmed }
}
