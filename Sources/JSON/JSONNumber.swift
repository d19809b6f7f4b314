/// A JSON number, kept as text so that 64-bit ids and decimals keep every digit.
package struct JSONNumber: Sendable, Hashable, CustomStringConvertible {
  /// The number in JSON's grammar.
  package let text: String

  /// - Parameter text: a number in JSON's grammar; nil for anything else.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    let (end, form) = JSONScanner.number(bytes.span, 0)
    guard form != .none, end == bytes.count else { return nil }
    self.text = text
  }

  package init(_ value: Int) { text = String(value) }

  init(scanned text: String) { self.text = text }

  /// The number as an `Int`; nil when it has a fraction or an exponent, or does not fit.
  package var int: Int? { Int(text) }

  /// The nearest floating point number. Use it for rates and durations, never for money.
  package var double: Double? { Double(text) }

  package var description: String { text }
}
