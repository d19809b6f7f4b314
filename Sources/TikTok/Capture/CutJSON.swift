import JSON

/// A JSON text whose end is missing, as far as its last whole value.
struct CutJSON: Sendable, Equatable {
  /// The whole values, with the brackets that are open closed.
  let value: JSON
  /// How many brackets are open.
  let openBrackets: Int

  /// nil for a text that is not the beginning of an object or array.
  init?(_ bytes: [UInt8]) {
    var closers: [UInt8] = []
    // The end of the text that has whole values only, and what closes it.
    var best: (end: Int, closers: [UInt8])?
    var i = 0
    while i < bytes.count {
      switch bytes[i] {
      case ASCII.quote:
        guard let end = Self.end(ofStringAt: i, in: bytes) else {
          i = bytes.count
          continue
        }
        i = end
        continue
      case ASCII.openBrace, ASCII.openBracket:
        closers.append(bytes[i] + 2)
        best = (i + 1, closers)
      case ASCII.closeBrace, ASCII.closeBracket:
        guard closers.popLast() == bytes[i] else { return nil }
        best = (i + 1, closers)
      // What stands before a comma is whole.
      case ASCII.comma: best = (i, closers)
      default: break
      }
      i += 1
    }
    guard let best, let value = try? JSON(parsing: bytes[..<best.end] + best.closers.reversed()) else {
      return nil
    }
    self.value = value
    openBrackets = best.closers.count
  }

  private static func end(ofStringAt start: Int, in bytes: [UInt8]) -> Int? {
    var i = start + 1
    while i < bytes.count, bytes[i] != ASCII.quote { i += bytes[i] == ASCII.backslash ? 2 : 1 }
    return i < bytes.count ? i + 1 : nil
  }

  /// The text of a value of the same shape, cut off at the same place.
  func text(of value: JSON) -> String { String(decoding: value.bytes.dropLast(openBrackets), as: UTF8.self) }
}
