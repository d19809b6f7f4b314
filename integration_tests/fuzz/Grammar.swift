/// A second implementation of RFC 8259, as simple as possible and without the program's own code. It checks what the
/// program writes.
struct Grammar {
  private let bytes: ArraySlice<UInt8>
  private var i: Int
  private var depth = 0

  private static let hexadecimal = Set("0123456789abcdefABCDEF".utf8)
  private static let escapable = Set(#""\/bfnrt"#.utf8)
  /// The same limit of nesting as in the program.
  private static let maximumDepth = 512

  /// Whether the bytes are one JSON text in UTF-8.
  static func accepts(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil else { return false }
    var grammar = Grammar(bytes)
    grammar.space()
    guard grammar.value() else { return false }
    grammar.space()
    return grammar.i == bytes.endIndex
  }

  private init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    i = bytes.startIndex
  }

  private var next: UInt8? { i < bytes.endIndex ? bytes[i] : nil }

  private mutating func take(where isWanted: (UInt8) -> Bool) -> Bool {
    guard let next, isWanted(next) else { return false }
    i += 1
    return true
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool { take { $0 == UInt8(ascii: character) } }

  private mutating func space() {
    while take(where: { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }) {}
  }

  private mutating func value() -> Bool {
    switch next.map(Unicode.Scalar.init) {
    case "{": container("}") { $0.string() && $0.colon() && $0.value() }
    case "[": container("]") { $0.value() }
    case "\"": string()
    case "t": word("true")
    case "f": word("false")
    case "n": word("null")
    default: number()
    }
  }

  private mutating func colon() -> Bool {
    space()
    guard take(":") else { return false }
    space()
    return true
  }

  private mutating func container(_ close: Unicode.Scalar, _ element: (inout Self) -> Bool) -> Bool {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { return false }
    i += 1
    space()
    if take(close) { return true }
    while element(&self) {
      space()
      if take(close) { return true }
      guard take(",") else { return false }
      space()
    }
    return false
  }

  private mutating func word(_ word: String) -> Bool {
    guard bytes[i...].starts(with: word.utf8) else { return false }
    i += word.utf8.count
    return true
  }

  private mutating func string() -> Bool {
    guard take("\"") else { return false }
    while let byte = next {
      i += 1
      switch byte {
      case 0x22: return true
      case 0..<0x20: return false
      case 0x5c: guard escape() else { return false }
      default: continue
      }
    }
    return false
  }

  private mutating func escape() -> Bool {
    if take("u") { return (0..<4).allSatisfy { _ in take(where: Self.hexadecimal.contains) } }
    return take(where: Self.escapable.contains)
  }

  private mutating func number() -> Bool {
    _ = take("-")
    guard take("0") || digits() else { return false }
    if take("."), !digits() { return false }
    guard take("e") || take("E") else { return true }
    if !take("+") { _ = take("-") }
    return digits()
  }

  private mutating func digits() -> Bool {
    let start = i
    while take(where: { 0x30...0x39 ~= $0 }) {}
    return i > start
  }
}
