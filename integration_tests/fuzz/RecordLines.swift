import Connector
import JSON

@testable import TikTok

/// The lines that a scan writes, parsed again.
struct RecordLines {
  struct Line {
    let record: JSON
    /// Fields that the line says were null-ed.
    let nulled: [String]
  }

  private(set) var lines: [Line] = []

  /// The frame around each record, instead of the protocol's envelope.
  static let frame = RecordFrame(
    prefix: Array("<".utf8), suffix: Array(">\n".utf8),
    suffixForNulled: { Array(">\($0.joined(separator: ","))\n".utf8) })

  /// Removes the frame of lines. Each line must be complete and valid JSON without a line break.
  init(_ bytes: [UInt8]) {
    require(bytes.isEmpty || bytes.last == 0x0a, "the last line is not whole")
    for line in bytes.split(separator: 0x0a) {
      guard line.first == 0x3c, let end = line.lastIndex(of: 0x3e) else {
        fatalError("a line has lost its frame")
      }
      let text = line[(line.startIndex + 1)..<end]
      require(!text.contains { $0 < 0x20 }, "a record holds a control character")
      require(Grammar.accepts(text), "a record is not JSON")
      guard let record = try? JSON(parsing: Array(text)) else { fatalError("a record cannot be read back") }
      lines.append(
        Line(
          record: record,
          nulled: String(decoding: line[(end + 1)...], as: UTF8.self).split(separator: ",").map(String.init)))
    }
  }

  /// Each record has the fields' types, no member twice, and null where the line says so.
  func agree(with fields: [RecordField], isFlat: Bool) {
    for line in lines {
      guard let record = line.record.object else { fatalError("a record is no object") }
      Self.check(record, fields)
      for path in line.nulled where !isFlat { Self.checkNull(path.split(separator: ".")[...], line.record) }
    }
  }

  private static func check(_ object: JSONObject, _ fields: [RecordField]) {
    for field in fields {
      guard let value = object[field.name], !value.isNull else { continue }
      require(fits(value, field.type), "\(field.name) holds \(value)")
    }
  }

  private static func fits(_ value: JSON, _ type: FieldType) -> Bool {
    switch (type, value) {
    case (_, .null), (.any, _): return true
    case (.text, .string), (.number, .number), (.boolean, .bool): return true
    case (.integer, .number(let number)): return !number.text.contains { ".eE".contains($0) }
    case (.timestamp, .string(let text)): return UTCTime(text) != nil && text.utf8.count >= 19
    case (.date, .string(let text)): return CalendarDay(text) != nil && text.utf8.count == 10
    // There is no promise about arrays in arrays, because the API has none.
    case (.array(.array), _): return true
    case (.array(let element), .array(let values)): return values.allSatisfy { fits($0, element) }
    case (.object(let fields), .object(let object)):
      check(object, fields)
      return true
    default: return false
    }
  }

  private static func checkNull(_ path: ArraySlice<Substring>, _ value: JSON) {
    guard let name = path.first else { return require(value.isNull, "a value that was null-ed is there") }
    // The line does not say which of several elements it was.
    guard case .object(let object) = value else { return require(value.array != nil, "\(path) is not there") }
    guard let inner = object[String(name)] else {
      return require(false, "\(path) was null-ed and is not there")
    }
    if inner.array == nil { checkNull(path.dropFirst(), inner) }
  }
}
