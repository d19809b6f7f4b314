import JSON

/// The expected form of single values, computed in the simplest way.
enum ModelValue {
  /// Text that holds a JSON value, with any white space.
  private static let quoted = "\u{1}quoted"

  static func text(_ value: JSON) -> JSON {
    switch value {
    case .null, .string: value
    case .bool(let flag): flag ? "true" : "false"
    case .number(let number): .string(number.text)
    case .array, .object: .object([quoted: value])
    }
  }

  /// Whether `actual` is what the model expects.
  static func agree(_ expected: JSON, _ actual: JSON) -> Bool {
    switch (expected, actual) {
    case (.object(let left), .string(let text)):
      left[quoted].map { (try? JSON(parsing: text)) == $0 } ?? false
    case (.object(let left), .object(let right)):
      left.members.count == right.members.count
        && left.members.allSatisfy { member in right[member.name].map { agree(member.value, $0) } ?? false }
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { agree($0, $1) }
    default: expected == actual
    }
  }

  static func number(_ value: JSON) -> JSON? {
    (value.number ?? value.string.flatMap { JSONNumber($0) }).map { .number($0) }
  }

  static func integer(_ value: JSON) -> JSON? {
    guard let text = number(value)?.number?.text else { return nil }
    let parts = text.lowercased().split(separator: "e")
    guard text.contains(where: ".eE".contains) else { return number(value) }
    let sign = text.hasPrefix("-") ? "-" : ""
    let mantissa = parts[0].drop { $0 == "-" }.split(separator: ".")
    var whole = String(mantissa[0])
    var fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    guard abs(exponent) < 300 else { return nil }
    while exponent > 0 {
      whole.append(fraction.isEmpty ? "0" : fraction.removeFirst())
      exponent -= 1
    }
    while exponent < 0 {
      fraction.insert(whole.popLast() ?? "0", at: fraction.startIndex)
      exponent += 1
    }
    guard fraction.allSatisfy({ $0 == "0" }) else { return nil }
    let digits = whole.drop { $0 == "0" }
    return JSONNumber(sign + (digits.isEmpty ? "0" : digits)).map { .number($0) }
  }

  static func boolean(_ value: JSON) -> JSON? {
    let said: String? =
      switch value {
      case .bool(let flag): flag ? "true" : "false"
      case .number(let number): number.text
      case .string(let text): text.lowercased()
      default: nil
      }
    return ["true": true, "1": true, "false": false, "0": false][said ?? ""]
  }

  static func time(_ value: JSON) -> String? {
    // Most texts are too short, and the comparison below is slow.
    guard let text = value.string, text.utf8.count >= 10 else { return nil }
    let form = #/([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?))?Z?/#
    guard let match = text.wholeMatch(of: form) else { return nil }
    guard let year = Int(match.1), let month = Int(match.2), let day = Int(match.3) else { return nil }
    let isLeap = year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard year > 0, (1...12).contains(month), (1...days[month - 1]).contains(day) else { return nil }
    let clock = match.4 ?? "00:00:00"
    guard clock.prefix(2) < "24", clock.dropFirst(3).prefix(2) < "60", clock.dropFirst(6).prefix(2) < "60"
    else {
      return nil
    }
    return "\(match.1)-\(match.2)-\(match.3)T\(clock)"
  }
}
