import JSON

/// What stands in a capture for ids and texts of an account. Equal values have equal pseudonyms, so that what belongs
/// together still does.
///
/// They are computed, not remembered: a sync may meet millions of ids. The key is random and ends with the process, so
/// that nobody can find out the values by trying.
struct Pseudonyms: Sendable {
  private let hash: KeyedHash

  init(_ hash: KeyedHash = KeyedHash()) { self.hash = hash }

  /// The pseudonym of an id: a digit for each digit and a letter for each letter; everything else stays. No two ids have
  /// the same. A number keeps its first digit, so that it is not shorter and not larger than its type.
  func id(_ id: String) -> String {
    var bytes = Array(id.utf8)
    guard bytes.allSatisfy({ $0 < 0x80 }) else { return text(id) }
    let isNumber = bytes.allSatisfy(ASCII.isDigit)
    let places = Array(
      bytes.indices.filter { Self.alphabet(of: bytes[$0]) != nil }.dropFirst(isNumber ? 1 : 0))
    guard !places.isEmpty else { return id }
    let fits = Int64(id) != nil
    repeat {
      permute(&bytes, at: places)
    } while isNumber && fits != (Int64(String(decoding: bytes, as: UTF8.self)) != nil)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A Feistel network (1973): each half is changed by what a hash makes of the other, which can be undone with the key,
  /// so different ids stay different.
  private func permute(_ bytes: inout [UInt8], at places: [Int]) {
    let halves = (places[..<(places.count / 2)], places[(places.count / 2)...])
    for round in 0..<10 {
      let (changed, other) = round.isMultiple(of: 2) ? (halves.1, halves.0) : (halves.0, halves.1)
      let key = [UInt8(round)] + other.map { bytes[$0] }
      for (block, places) in Array(changed).chunks(of: Self.block).enumerated() {
        var number = hash(key + [UInt8(truncatingIfNeeded: block), UInt8(truncatingIfNeeded: block >> 8)])
        for place in places {
          guard let alphabet = Self.alphabet(of: bytes[place]) else { continue }
          let (first, count) = (alphabet.lowerBound, UInt64(alphabet.count))
          bytes[place] = first + UInt8((UInt64(bytes[place] - first) + number % count) % count)
          number /= count
        }
      }
    }
  }

  /// Characters that one hash changes: 26 to the power of it is far below the hash's range.
  private static let block = 8

  private static func alphabet(of byte: UInt8) -> ClosedRange<UInt8>? {
    switch byte {
    case ASCII.zero...ASCII.nine: ASCII.zero...ASCII.nine
    case ASCII.a...ASCII.a + 25: ASCII.a...ASCII.a + 25
    case ASCII.capitalA...ASCII.capitalA + 25: ASCII.capitalA...ASCII.capitalA + 25
    default: nil
    }
  }

  /// The pseudonym of a text, of the same kind: an address for an address, a number for a number. Characters that need
  /// care when they are read or written are still there.
  func text(_ text: String) -> String {
    let bytes = Array(text.utf8)
    if bytes.count > 1, bytes.contains(where: ASCII.isDigit), bytes.allSatisfy(Self.isOfNumber) {
      return id(text)
    }
    let mark = self.mark(of: bytes)
    if text.contains("://") { return "https://example.invalid/\(mark)" }
    if text.contains("@"), !text.contains(where: \.isWhitespace) { return "\(mark)@example.invalid" }
    var pseudonym = "text-\(mark)"
    if bytes.contains(where: { $0 >= 0x80 }) { pseudonym += "\u{e9}" }
    for special in ["\"", "\\", "\n", ","] where text.contains(special) { pseudonym += special }
    return pseudonym
  }

  /// 13 characters that stand for the bytes.
  private func mark(of bytes: [UInt8]) -> String {
    let mark = String(hash(bytes), radix: 36)
    return String(repeating: "0", count: max(0, 13 - mark.count)) + mark
  }

  /// Whether numbers of phones, licences and dates have the character.
  private static func isOfNumber(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || "+-*() ./:".utf8.contains(byte)
  }
}
