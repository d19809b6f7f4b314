import HTTP
import JSON

/// A request for an endpoint, taken apart.
struct Query: Sendable {
  /// The endpoint's path after the version.
  let path: String
  let token: String?
  private let parameters: [String: String]

  init(_ request: HTTPRequest) {
    let parts = request.url.split(separator: "?", maxSplits: 1)
    let address = String(parts.first ?? "")
    path = address.split(separator: "/v1.3/", maxSplits: 1).last.map(String.init) ?? ""
    token = request.headers.first { $0.name == "Access-Token" }?.value
    var parameters: [String: String] = [:]
    for item in parts.dropFirst().first?.split(separator: "&") ?? [] {
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      parameters[Self.decoded(pair[0])] = pair.count > 1 ? Self.decoded(pair[1]) : ""
    }
    self.parameters = parameters
  }

  subscript(name: String) -> String? { parameters[name] }

  /// All parameters in the order of their names.
  var text: String {
    parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
  }

  /// An array or an object.
  func json(_ name: String) throws(Refusal) -> JSON? {
    guard let text = parameters[name] else { return nil }
    do { return try JSON(parsing: text) } catch { throw Refusal(40_002, "\(name): Invalid JSON") }
  }

  /// An array of texts.
  func list(_ name: String) throws(Refusal) -> [String]? {
    guard let value = try json(name) else { return nil }
    guard let items = value.array, case let texts = items.compactMap(\.string), texts.count == items.count
    else { throw Refusal(40_002, "\(name): Not a valid list.") }
    return texts
  }

  /// The names of the fields that are asked for; nil for all.
  func fields(of known: [String]) throws(Refusal) -> [String]? {
    let fields = try list("fields")
    if let wrong = fields?.first(where: { !known.contains($0) }) {
      let accepted = known.map { "'\($0)'" }.joined(separator: ", ")
      throw Refusal(40_002, "fields: \(wrong) is not acceptable, correct is [\(accepted)]")
    }
    return fields
  }

  func day(_ name: String) throws(Refusal) -> Day {
    guard let day = self[name].flatMap({ Day($0) }), day.text == self[name] else {
      throw Refusal(40_002, "\(name): Not a valid date.")
    }
    return day
  }

  /// A number of the range.
  func number(_ name: String, in range: ClosedRange<Int>, or standard: Int) throws(Refusal) -> Int {
    guard let text = self[name] else { return standard }
    guard let number = Int(text), range.contains(number) else {
      throw Refusal(40_002, "\(name): Must be between \(range.lowerBound) and \(range.upperBound).")
    }
    return number
  }

  private static func decoded(_ text: Substring) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
      return String(text)
    }
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "%"), place + 2 < bytes.count, let high = digit(bytes[place + 1]),
        let low = digit(bytes[place + 2])
      {
        decoded.append(high << 4 | low)
        place += 3
      } else {
        decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        place += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
