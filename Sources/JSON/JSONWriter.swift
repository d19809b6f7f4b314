extension ByteBuffer {
  /// Appends `value` as compact JSON on one line.
  package mutating func append(json value: JSON) {
    switch value {
    case .null: append("null")
    case .bool(let flag): flag ? append("true") : append("false")
    case .number(let number): append(utf8: number.text)
    case .string(let text): append(quoting: text)
    case .array(let elements):
      append(0x5b)
      for (index, element) in elements.enumerated() {
        if index > 0 { append(0x2c) }
        append(json: element)
      }
      append(0x5d)
    case .object(let object):
      append(0x7b)
      for (index, member) in object.members.enumerated() {
        if index > 0 { append(0x2c) }
        append(quoting: member.name)
        append(0x3a)
        append(json: member.value)
      }
      append(0x7d)
    }
  }

  /// Appends `text` as a JSON string: quotes, backslashes and control characters escaped, the rest as it is.
  package mutating func append(quoting text: String) {
    append(0x22)
    for unit in text.utf8 { append(escaped: unit) }
    append(0x22)
  }

  /// Appends the bytes `from..<to` of `span`, which are UTF-8, as a JSON string.
  package mutating func append(quoting span: Span<UInt8>, from: Int, to: Int) {
    append(0x22)
    for i in from..<to { append(escaped: span[i]) }
    append(0x22)
  }

  private mutating func append(escaped unit: UInt8) {
    switch unit {
    case 0x22: append(#"\""#)
    case 0x5c: append(#"\\"#)
    case 0x0a: append(#"\n"#)
    case 0x0d: append(#"\r"#)
    case 0x09: append(#"\t"#)
    case 0..<0x20:
      append(#"\u00"#)
      append(UInt8(0x30 + unit >> 4))
      append(unit & 15 < 10 ? 0x30 + unit & 15 : 0x57 + unit & 15)
    default: append(unit)
    }
  }
}
