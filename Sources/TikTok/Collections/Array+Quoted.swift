import Connector

extension [String] {
  /// For messages: `a`, `b` and `c`.
  var quoted: String { quoted(before: " and ") }

  /// For messages: `a`, `b` or `c`.
  var alternatives: String { quoted(before: " or ") }

  private func quoted(before last: String) -> String {
    let names = map { "`\($0.clipped)`" }
    guard names.count > 1 else { return names.first ?? "nothing" }
    return names.dropLast().joined(separator: ", ") + last + names[names.count - 1]
  }
}
