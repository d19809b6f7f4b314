import JSON

@testable import TikTok

/// A JSON text's members and elements with their spelling, including duplicate names, which a parsed tree would lose.
struct RawJSON {
  typealias Text = ArraySlice<UInt8>

  /// A complete, valid text.
  let text: Text

  init(_ text: some Sequence<UInt8>) {
    let isSpace: (UInt8) -> Bool = { [0x20, 0x0a, 0x0d, 0x09].contains($0) }
    let bytes = Array(text)[...].drop(while: isSpace)
    self.text = bytes.dropLast(bytes.reversed().prefix(while: isSpace).count)
  }

  var value: JSON { (try? JSON(parsing: Array(text))) ?? .null }

  /// The members of an object, first to last; nil for anything else.
  var members: [(name: String, value: RawJSON)]? {
    guard text.first == UInt8(ascii: "{") else { return nil }
    return parts.map { part in
      let key = part.prefix(Self.stringEnd(in: part))
      let value = part.dropFirst(key.count).drop { $0 != UInt8(ascii: ":") }.dropFirst()
      return (RawJSON(key).value.string ?? "", RawJSON(value))
    }
  }

  /// The elements of an array; nil for anything else.
  var elements: [RawJSON]? { text.first == UInt8(ascii: "[") ? parts.map { RawJSON($0) } : nil }

  /// The last member of that name.
  subscript(name: String) -> RawJSON? { members?.last { $0.name == name }?.value }

  /// What commas separate within the outermost braces or brackets.
  private var parts: [Text] {
    var parts: [Text] = []
    let inside = text.dropFirst().dropLast()
    var (start, depth, i) = (inside.startIndex, 0, inside.startIndex)
    while i < inside.endIndex {
      switch inside[i] {
      case UInt8(ascii: "\""): i += Self.stringEnd(in: inside[i...]) - 1
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ",") where depth == 0:
        parts.append(inside[start..<i])
        start = i + 1
      default: break
      }
      i += 1
    }
    let last = inside[start...]
    return (parts + (RawJSON(last).text.isEmpty ? [] : [last])).map { RawJSON($0).text }
  }

  /// The number of bytes of the string at the beginning of `text`, with its quotes.
  private static func stringEnd(in text: Text) -> Int {
    var i = text.startIndex + 1
    while text[i] != UInt8(ascii: "\"") { i += text[i] == UInt8(ascii: "\\") ? 2 : 1 }
    return i + 1 - text.startIndex
  }
}

extension RecordModel {
  /// The page's records with flattened objects replaced by their members. Of several members of one name the last one
  /// counts. Elements that are not objects stay as they are.
  func flattened(_ page: [UInt8]) -> [JSON]? {
    RawJSON(page)["data"]?[scan.requirements.records]?.elements?.map { record in
      guard let members = record.members else { return record.value }
      var result = JSONObject()
      add(members, to: &result)
      return .object(result)
    }
  }

  private func add(_ members: [(name: String, value: RawJSON)], to result: inout JSONObject) {
    for (name, value) in members {
      if scan.requirements.flattened.contains(name) {
        add(value.members ?? [], to: &result)
      } else {
        result[name] = value.value
      }
    }
  }
}
