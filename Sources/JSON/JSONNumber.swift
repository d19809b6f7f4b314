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

  /// The number as an `Int`, also when it is written with a fraction of zeros or an exponent (`3.0`, `3e0`); nil when it
  /// is not whole, or too large for a floating point number to hold exactly.
  package var whole: Int? {
    if let int { return int }
    guard let double, double == double.rounded(), abs(double) <= 0x1p53 else { return nil }
    return Int(double)
  }

  /// The nearest floating point number. Use it for rates and durations, never for money.
  package var double: Double? { Double(text) }

  package var description: String { text }
}
