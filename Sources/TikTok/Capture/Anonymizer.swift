import JSON
import Secrets

/// Makes a document one that may be shown: without secrets, its ids renumbered, its names and texts replaced.
///
/// It goes by the names of members and the shape of values. A text stays only if it is known to be harmless, because the
/// API has members that are not documented.
struct Anonymizer: Sendable {
  private let pseudonyms: Pseudonyms
  private let secrets: [String]
  private let redaction: Redaction
  private let ownStreams: Set<String>
  private let message: MessageAnonymizer
  private let names = MemberNames()

  /// What stands for a secret. A configuration with it is accepted.
  static let removed = "removed-by-capture"

  /// - Parameters:
  ///   - pseudonyms: of the whole capture.
  ///   - secrets: texts that must be nowhere; those of less than four characters are left alone.
  ///   - ownStreams: the names of streams that the user has chosen.
  init(_ pseudonyms: Pseudonyms, secrets: [String], ownStreams: Set<String> = []) {
    self.pseudonyms = pseudonyms
    self.secrets = secrets.filter { $0.utf8.count >= 4 }
    redaction = Redaction(secrets)
    self.ownStreams = ownStreams
    message = MessageAnonymizer(pseudonyms)
  }

  /// The document as it may be shown.
  /// - Parameters:
  ///   - value: any JSON.
  ///   - name: the member or parameter that it is the value of; nil for a whole document.
  /// - Returns: a value of the same shape.
  func callAsFunction(_ value: JSON, of name: String? = nil) -> JSON {
    anonymized(value, name.map { MemberKind(of: $0) } ?? .unknown)
  }

  /// A message as it may be shown.
  /// - Parameters:
  ///   - text: what the API says.
  ///   - asked: words of the request, which the answer may repeat.
  /// - Returns: the message, with its own words.
  func callAsFunction(message text: String, asked: Set<String> = []) -> String {
    message(redaction(text), asked: asked)
  }

  /// A page for people, or any other text that is not an answer of the API.
  func callAsFunction(page text: String) -> String { message(redaction(text), isStrict: true) }

  /// The value of a query's parameter, which may be a JSON text.
  func callAsFunction(_ text: String, of name: String) -> String {
    anonymized(text, MemberKind(of: name))
  }

  /// The name of a stream as it may be shown.
  func callAsFunction(stream name: String) -> String {
    ownStreams.contains(name) ? pseudonyms.id(name) : name
  }

  private func anonymized(_ value: JSON, _ kind: MemberKind) -> JSON {
    switch value {
    case .null, .bool: value
    case .number(let number): anonymized(number, kind)
    case .string(let text): .string(anonymized(text, kind))
    case .array(let elements): .array(elements.map { anonymized($0, kind) })
    case .object(let object): .object(anonymized(object, kind))
    }
  }

  private func anonymized(_ object: JSONObject, _ outer: MemberKind) -> JSONObject {
    JSONObject(
      object.members.map { member in
        let known = names.known(member.name) { (MemberKind(of: $0), anonymized(memberName: $0)) }
        let kind =
          switch member.name {
          case "filter_value", "filter_values", "value", "values":
            MemberKind(ofFilterOn: (object["field_name"] ?? object["field"])?.string)
          // An object whose members are named by data.
          case _ where known.name != member.name: outer
          default: known.kind
          }
        return JSONObject.Member(known.name, anonymized(member.value, kind))
      })
  }

  /// Members are named by the API, but some objects are named by ids.
  private func anonymized(memberName name: String) -> String {
    if ownStreams.contains(name) { return pseudonyms.id(name) }
    if name.utf8.allSatisfy(ASCII.isDigit) { return pseudonyms.id(name) }
    let isOfAPI = name.utf8.allSatisfy { $0.isOfName } && name.utf8.count <= 64 && !name.utf8.hasLongNumber
    return isOfAPI && !isSecret(name) ? name : pseudonyms.text(name)
  }

  private func anonymized(_ number: JSONNumber, _ kind: MemberKind) -> JSON {
    if secrets.contains(number.text) { return .string(Self.removed) }
    let digits = number.text.utf8.count(where: ASCII.isDigit)
    let isReplaced =
      switch kind {
      case .secret: true
      case .id: digits > 1
      case .text: digits >= Self.leastDigitsOfCode
      case .number: digits > Self.mostDigitsOfNumber
      case .word, .capitals, .column, .message, .report, .unknown: digits >= Self.leastDigitsOfID
      }
    guard isReplaced else { return .number(number) }
    guard kind != .secret else { return .string(Self.removed) }
    let sign = number.text.hasPrefix("-") ? "-" : ""
    return JSONNumber(sign + pseudonyms.id(String(number.text.dropFirst(sign.count)))).map { .number($0) }
      ?? .null
  }

  private func anonymized(_ text: String, _ kind: MemberKind) -> String {
    if kind == .secret || secrets.contains(text) { return text.isEmpty ? text : Self.removed }
    guard !Self.harmless.contains(text) else { return text }
    if text.hasPrefix("[") || text.hasPrefix("{"), let nested = try? JSON(parsing: text) {
      return anonymized(nested, kind).text
    }
    switch kind {
    case .id: return renumbered(text)
    // Within the data it is about an object, whose name it may have.
    case .message: return self(page: text)
    case .report: return report(text)
    case _ where ownStreams.contains(text): return pseudonyms.id(text)
    case .secret, .text: return pseudonyms.text(text)
    case .word: return text.isWord && !isSecret(text) ? text : replaced(text)
    case .capitals: return text.isInCapitals && !isSecret(text) ? text : replaced(text)
    // What lists are sorted by has names in capitals.
    case .column:
      return (text.isColumn || text.isInCapitals) && !isSecret(text) ? text : replaced(text)
    case .number: return replaced(text, leastDigits: Self.mostDigitsOfNumber + 1)
    case .unknown: return replaced(text)
    }
  }

  /// A custom report that is written as one text, whose words are names of columns, words of the API, and ids.
  private func report(_ text: String) -> String {
    text.words.map { word in
      if !word.isWordOfText || word.text.isInCapitals && !isSecret(word.text) { return word.text }
      if ownStreams.contains(word.text) || word.text.utf8.hasLongNumber { return pseudonyms.id(word.text) }
      return Vocabulary.contains(word.text) ? word.text : pseudonyms.id(word.text)
    }.joined()
  }

  /// A text of which nothing is known but its shape.
  private func replaced(_ text: String, leastDigits: Int = leastDigitsOfText) -> String {
    if text.isTime || text.isSchedule || text == "true" || text == "false" { return text }
    if text.utf8.allSatisfy(ASCII.isDigit) {
      return text.utf8.count >= leastDigits ? pseudonyms.id(text) : text
    }
    if JSONNumber(text) != nil || text.isPercentage {
      return text.utf8.count <= 20 ? text : pseudonyms.id(text)
    }
    return pseudonyms.text(text)
  }

  /// One id, or several with commas between them.
  private func renumbered(_ text: String) -> String {
    guard text.contains(",") || text.contains(" ") else { return pseudonym(ofID: text) }
    var parts: [String] = []
    for part in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "," }) {
      let space = part.prefix { $0 == " " }
      parts.append(space + pseudonym(ofID: String(part.dropFirst(space.count))))
    }
    return parts.joined(separator: ",")
  }

  private func pseudonym(ofID id: String) -> String {
    Self.harmless.contains(id) || id.isTime
      ? id : id.utf8.allSatisfy { $0.isOfID } ? pseudonyms.id(id) : pseudonyms.text(id)
  }

  private func isSecret(_ text: String) -> Bool { secrets.contains(where: text.contains) }

  /// A number with so many digits is an id, whatever its name is.
  private static let leastDigitsOfID = 12
  /// Counts, money and moments have no more.
  private static let mostDigitsOfNumber = 15
  /// A number of so many digits among names and addresses may be a code of post or a phone's number.
  private static let leastDigitsOfCode = 5
  /// A text of so many digits is no count: it may be an id or a phone's number.
  private static let leastDigitsOfText = 7

  /// What stands for no value, or for all.
  private static let harmless: Set<String> = [
    "", "-", "0", "-1", "all", "ALL", "None", "none", "null", "NULL", "N/A", "https://",
  ]
}

extension UInt8 {
  /// Whether the names of members have it.
  fileprivate var isOfName: Bool {
    ASCII.isDigit(self) || (ASCII.a...ASCII.a + 25).contains(self) || self == ASCII.underscore
  }

  fileprivate var isOfID: Bool {
    ASCII.isDigit(self) || ASCII.isLetter(self) || "_-/.:~=+".utf8.contains(self)
  }
}

extension String.UTF8View {
  /// Whether it has an id or a phone's number in it.
  var hasLongNumber: Bool {
    var run = 0
    for byte in self {
      run = ASCII.isDigit(byte) ? run + 1 : 0
      if run >= 7 { return true }
    }
    return false
  }
}

extension String {
  /// Whether it may be a word of the API: in capitals, a short code, a time zone, or a word that is known. Of several words
  /// names are made, too.
  fileprivate var isWord: Bool {
    isInCapitals || isZone || self == "Automatic Placement"
      || (1...64).contains(utf8.count)
        && words.allSatisfy { word in
          word.isWordOfText
            ? word.text.isCode || Vocabulary.contains(word.text)
            : word.text.utf8.allSatisfy { ".,+/&-".utf8.contains($0) }
        }
  }

  /// Whether it is like the codes of languages, countries, currencies and formats, or part of a version or an age.
  private var isCode: Bool { utf8.count <= 3 && utf8.allSatisfy { ASCII.isDigit($0) || ASCII.isLetter($0) } }

  private var isZone: Bool {
    let parts = split(separator: "/")
    let areas: Set<Substring> = [
      "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Etc", "Europe", "Indian",
      "Pacific", "US",
    ]
    return (2...3).contains(parts.count) && utf8.count <= 40 && parts.first.map(areas.contains) == true
      && utf8.allSatisfy { ASCII.isDigit($0) || ASCII.isLetter($0) || "_/+-".utf8.contains($0) }
  }

  /// Whether it is words in capitals with underscores between them, such as `AGE_25_34`, and no code made by chance.
  var isInCapitals: Bool {
    (1...64).contains(utf8.count)
      && utf8.split(separator: ASCII.underscore).allSatisfy { part in
        let digits = part.count(where: ASCII.isDigit)
        return digits <= 4 && (digits == 0 || part.count <= 6)
          && part.allSatisfy { ASCII.isDigit($0) || (ASCII.capitalA...ASCII.capitalZ).contains($0) }
      }
  }

  fileprivate var isColumn: Bool {
    (1...64).contains(utf8.count) && !utf8.hasLongNumber && utf8.allSatisfy { $0.isOfName }
  }

  /// Whether it is a day or a moment, in whatever form the API has.
  fileprivate var isTime: Bool {
    (10...30).contains(utf8.count) && CalendarDay(prefix(10)) != nil
      && utf8.dropFirst(10).allSatisfy { ASCII.isDigit($0) || " T:.,Z+-".utf8.contains($0) }
  }

  /// Whether it has a switch for each half hour of a week, as `dayparting` has.
  fileprivate var isSchedule: Bool { utf8.count == 336 && utf8.allSatisfy { $0 & ~1 == ASCII.zero } }

  fileprivate var isPercentage: Bool { hasSuffix("%") && JSONNumber(String(dropLast())) != nil }
}
