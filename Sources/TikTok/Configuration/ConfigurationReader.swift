import Connector
import JSON

/// An object of the configuration, read field by field. Every error names the field by its path, says what is
/// wrong with its value and what to write instead; a secret's value is never repeated.
struct ConfigurationReader {
  let object: JSONObject
  /// The path of the object; empty at the top.
  let path: String

  /// - Throws: `SourceFailure` when `document` is not an object.
  init(_ document: JSON, path: String = "") throws(SourceFailure) {
    guard let object = document.object else {
      let subject = path.isEmpty ? "The configuration" : "`\(path)`"
      throw SourceFailure(
        .configuration, "\(subject) must be an object, but is \(document.kind). See `spec` for its fields.")
    }
    self.object = object
    self.path = path
  }

  /// The failure for a field. `problem` follows the field's name: "must be …, but is …".
  func failure(_ name: String, _ problem: String) -> SourceFailure {
    SourceFailure(.configuration, "`\(fullName(name))` \(problem)")
  }

  func fullName(_ name: String) -> String { path.isEmpty ? name.clipped : "\(path).\(name.clipped)" }

  /// The field's value; nil when it is absent, null or blank text, which forms send for fields that are not filled in.
  func value(_ name: String) -> JSON? {
    switch object[name] {
    case nil, .null: nil
    case .string(let text) where text.allSatisfy(\.isWhitespace): nil
    case let value: value
    }
  }

  /// The object within the field; nil when it is absent or null.
  func child(_ name: String) throws(SourceFailure) -> ConfigurationReader? {
    guard let value = value(name) else { return nil }
    return try ConfigurationReader(value, path: fullName(name))
  }

  /// Text without the white space around it.
  func text(_ name: String) throws(SourceFailure) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.string else {
      throw failure(name, "must be text in quotation marks, but is \(value.kind).")
    }
    return text.trimmed
  }

  /// A token, key or secret: visible ASCII. The value never appears in an error.
  func secret(_ name: String) throws(SourceFailure) -> String? {
    guard let text = try text(name) else { return nil }
    if text.lowercased().hasPrefix("bearer ") {
      throw failure(name, "must be the token alone: remove the word `Bearer`.")
    }
    if text.allSatisfy({ $0 == "*" }) {
      throw failure(
        name, "is only asterisks, which exports show in place of a secret. Write the secret itself.")
    }
    guard text.utf8.allSatisfy(ASCII.isVisible) else {
      throw failure(
        name, "holds blanks, line breaks or other characters that no token has. Copy it again, in one piece.")
    }
    return text
  }

  /// The value of a required field.
  func required<Value>(_ name: String, _ value: Value?, remedy: String) throws(SourceFailure) -> Value {
    guard let value else { throw failure(name, "is missing. \(remedy)") }
    return value
  }

  /// A whole number, bare or as text. Spreadsheets and forms write `3.0` for 3.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(SourceFailure) -> Int? {
    guard let value = value(name) else { return nil }
    let wanted = "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard
      let number = value.number?.whole
        ?? value.string.flatMap({ Int($0.trimmed) ?? JSONNumber($0.trimmed)?.whole })
    else {
      throw failure(name, "\(wanted), but is \(value.shown).")
    }
    guard range.contains(number) else { throw failure(name, "\(wanted), but is \(number).") }
    return number
  }

  /// A decimal number, bare or as text, above `minimum`.
  func decimal(_ name: String, above minimum: Double, upTo maximum: Double) throws(SourceFailure) -> Double? {
    guard let value = value(name) else { return nil }
    let number = value.number?.double ?? value.string.flatMap { Double($0.trimmed) }
    guard let number, number > minimum, number <= maximum else {
      throw failure(
        name, "must be a number above \(minimum.plain) and at most \(maximum.plain), but is \(value.shown).")
    }
    return number
  }

  /// true or false, bare or as text.
  func boolean(_ name: String) throws(SourceFailure) -> Bool? {
    guard let value = value(name) else { return nil }
    switch (value, value.string?.trimmed.lowercased()) {
    case (.bool(let flag), _): return flag
    case (_, "true"?): return true
    case (_, "false"?): return false
    default: throw failure(name, "must be true or false, but is \(value.shown).")
    }
  }

  /// A day. Date pickers send a time, of which the day is taken.
  func day(_ name: String) throws(SourceFailure) -> CalendarDay? {
    guard let value = value(name) else { return nil }
    guard let time = value.string.flatMap({ UTCTime($0.trimmed) }) else {
      throw failure(
        name, "must be a day in the form YYYY-MM-DD, such as \"2024-01-31\", but is \(value.shown).")
    }
    return CalendarDay(time)
  }

  /// One of a closed set of words, in any case.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of: Choice.Type
  ) throws(SourceFailure) -> Choice? where Choice.RawValue == String {
    guard let value = value(name) else { return nil }
    let word = value.string?.trimmed.lowercased()
    if let choice = Choice.allCases.first(where: { $0.rawValue.lowercased() == word }) { return choice }
    let choices = Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    throw failure(name, "must be one of \(choices), but is \(value.shown).")
  }

  /// The id of one advertiser. `several` is the remedy where there are several.
  func advertiserID(
    _ name: String, several: String = "Name several in `advertiser_ids`."
  ) throws(SourceFailure) -> AdvertiserID? {
    guard let ids = try advertiserIDs(name) else { return nil }
    guard ids.count == 1 else {
      throw failure(name, "must be one advertiser's id, but holds \(ids.count). \(several)")
    }
    return ids.first
  }

  /// Ids of advertisers: a list of texts or numbers, or a text with commas between them. A list may hold such a text,
  /// so that it can refer to a variable with several ids.
  func advertiserIDs(_ name: String) throws(SourceFailure) -> [AdvertiserID]? {
    guard let elements = elements(name)?.flatMap({ $0.string.map(Self.parts) ?? [$0] }) else { return nil }
    var ids: [AdvertiserID] = []
    var seen: Set<AdvertiserID> = []
    for element in elements {
      guard let id = AdvertiserID(element.idText?.trimmed ?? "") else {
        throw failure(
          name,
          "must hold advertiser ids, such as \"7002238017842757633\", but \(element.shown) is not one. "
            + "TikTok Ads Manager shows the id after `aadvid=` in the address of its pages.")
      }
      if seen.insert(id).inserted { ids.append(id) }
    }
    return ids.isEmpty ? nil : ids
  }

  /// Names, each once: a list, or a text with commas between them.
  func names(_ name: String, remedy: String) throws(SourceFailure) -> [String] {
    let elements = try required(name, elements(name), remedy: remedy)
    var names: [String] = []
    var seen: Set<String> = []
    for element in elements {
      guard let text = element.string?.trimmed, !text.isEmpty else {
        throw failure(name, "must be a list of names, but holds \(element.shown).")
      }
      if seen.insert(text).inserted { names.append(text) }
    }
    guard !names.isEmpty else { throw failure(name, "is empty. \(remedy)") }
    return names
  }

  /// The elements of a list, or of a text with commas between them; nil when the field is absent.
  private func elements(_ name: String) -> [JSON]? {
    guard let value = value(name) else { return nil }
    return value.array ?? value.string.map(Self.parts) ?? [value]
  }

  private static func parts(of text: String) -> [JSON] {
    text.split(separator: ",").map { .string(String($0)) }
  }
}

extension JSON {
  /// The value as an error shows it. A long text may be a token in the wrong field, so it is only described.
  var shown: String {
    switch self {
    case .array, .object: kind
    case .string(let value) where value.count > 25: "text of \(value.count) characters"
    default: text.clipped
    }
  }
}

extension String {
  /// Without the white space around it.
  var trimmed: String {
    var characters = self[...]
    while characters.first?.isWhitespace == true { characters.removeFirst() }
    while characters.last?.isWhitespace == true { characters.removeLast() }
    return String(characters)
  }
}

extension Double {
  /// Without a fraction where there is none.
  fileprivate var plain: String { self == rounded() ? String(Int(self)) : String(self) }
}
