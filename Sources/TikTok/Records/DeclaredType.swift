import JSON

/// The type that the user's catalog declares for a field whose own type is another.
///
/// A configured catalog is the contract of its destination, whose tables have the catalog's types. One of an older
/// version or of another connector has ids as integers, or numbers as text. Values follow it where nothing is lost by that,
/// and stay as they are elsewhere.
enum DeclaredType: String, Sendable {
  case text, integer, number, boolean

  /// nil where the field's own values fit the catalog, or never can.
  /// - Parameters:
  ///   - declared: the type in the catalog.
  ///   - own: the field's type.
  init?(_ declared: FieldType, for own: FieldType) {
    switch (declared, own) {
    case (.array(let declared), .array(let own)):
      guard let element = DeclaredType(declared, for: own) else { return nil }
      self = element
    case (.text, .integer), (.text, .number), (.text, .boolean), (.text, .any): self = .text
    case (.integer, .text), (.integer, .any): self = .integer
    case (.number, .text), (.number, .any): self = .number
    case (.boolean, .text), (.boolean, .any): self = .boolean
    default: return nil
    }
  }

  /// The type of a field's own values, which a copy of another field's value may have to return to.
  init?(_ own: Coercion) {
    switch own {
    case .text, .group, .timestamp, .date: self = .text
    case .integer: self = .integer
    case .number: self = .number
    case .boolean: self = .boolean
    case .any, .array, .object: return nil
    }
  }

  /// Rewrites the JSON value that ends the buffer as this type, if nothing is lost by that. Null stays null.
  /// - Parameters:
  ///   - start: where the value begins.
  ///   - out: ends with the value.
  func rewrite(from start: Int, _ out: inout ByteBuffer) {
    let isText = out[start] == ASCII.quote
    switch self {
    case .text:
      guard !isText, !"n{[".utf8.contains(out[start]) else { return }
      Self.quote(from: start, &out)
    case .integer: if isText, Self.isWhole(from: start + 1, out) { Self.unquote(from: start, &out) }
    case .number: if isText, Self.isExact(from: start + 1, out) { Self.unquote(from: start, &out) }
    case .boolean: if isText, Self.isTruth(from: start + 1, out) { Self.unquote(from: start, &out) }
    }
  }

  /// A value as this type, as JSON.
  func text(of value: JSON) -> String {
    var out = ByteBuffer()
    out.append(utf8: value.text)
    rewrite(from: 0, &out)
    return out.withBytes { String(decoding: $0, as: UTF8.self) }
  }

  private static func quote(from start: Int, _ out: inout ByteBuffer) {
    out.append(ASCII.quote)
    out.append(ASCII.quote)
    for index in stride(from: out.count - 2, to: start, by: -1) { out[index] = out[index - 1] }
    out[start] = ASCII.quote
  }

  private static func unquote(from start: Int, _ out: inout ByteBuffer) {
    out.truncate(to: out.count - 1)
    out.remove(start..<start + 1)
  }

  /// Whether the text from `start` to the closing quote is a whole number of 64 bits, spelled as JSON spells it.
  private static func isWhole(from start: Int, _ out: borrowing ByteBuffer) -> Bool {
    let end = out.count - 1
    let first = start < end && out[start] == ASCII.minus ? start + 1 : start
    guard first < end, out[first] != ASCII.zero || end - start == 1 else { return false }
    var value = 0
    for index in first..<end {
      guard ASCII.isDigit(out[index]) else { return false }
      let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflows) = tens.addingReportingOverflow(Int(out[index] - ASCII.zero))
      guard !isTooLarge, !overflows else { return false }
      value = sum
    }
    return true
  }

  /// Whether the text from `start` to the closing quote is a number that floating point holds exactly enough: columns of
  /// numbers keep 15 digits.
  private static func isExact(from start: Int, _ out: borrowing ByteBuffer) -> Bool {
    let end = out.count - 1
    guard end - start <= 32 else { return false }
    let bytes = (start..<end).map { out[$0] }
    let (numberEnd, form) = JSONScanner.number(bytes.span, 0)
    guard form != .none, numberEnd == bytes.count else { return false }
    return bytes.count(where: ASCII.isDigit) <= 15
  }

  private static func isTruth(from start: Int, _ out: borrowing ByteBuffer) -> Bool {
    let word = (start..<out.count - 1).prefix(6).map { out[$0] }
    return word == Array("true".utf8) || word == Array("false".utf8)
  }
}
