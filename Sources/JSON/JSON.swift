/// A JSON value of a small document: configuration, catalog, state, a message. Numbers are exact, and objects keep
/// their order. Pages of records are never read into one; they are scanned with ``JSONScanner``.
package enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSON])
  case object(JSONObject)

  /// Reads one JSON text.
  /// - Parameter bytes: UTF-8, with or without a byte order mark.
  /// - Throws: `JSONError` with the offset of the first wrong byte.
  package init(parsing bytes: [UInt8]) throws(JSONError) {
    self = try JSONParser.parse(bytes.span)
  }

  /// Reads one JSON text.
  /// - Throws: `JSONError` with the offset, in UTF-8 bytes, of the first wrong one.
  package init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// The kind of the value, as messages to users call it.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "text"
    case .array: "an array"
    case .object: "an object"
    }
  }

  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
  package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
  package var number: JSONNumber? { if case .number(let value) = self { value } else { nil } }
  package var int: Int? { number?.int }
  /// The text of a string or a number, exactly as it is written: APIs send ids as either.
  package var idText: String? { string ?? number?.text }
  package var isNull: Bool { self == .null }

  /// The member `name` of an object; nil for anything else.
  package subscript(name: String) -> JSON? { object?[name] }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(JSONObject(elements.map { JSONObject.Member($0.0, $0.1) }))
  }
  package init(nilLiteral: ()) { self = .null }
}

extension JSON {
  /// An integer.
  package static func int(_ value: Int) -> JSON { .number(JSONNumber(value)) }
}

extension JSON: CustomStringConvertible {
  /// The value as compact JSON text.
  package var description: String { text }

  /// The value as compact JSON text without line breaks. Objects keep their order.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The UTF-8 bytes of ``text``.
  package var bytes: [UInt8] {
    var buffer = ByteBuffer()
    buffer.append(json: self)
    return buffer.array()
  }
}
