extension ByteBuffer {
  /// Appends `value` as compact JSON on one line.
  package mutating func append(json value: JSON) {
    switch value {
    case .null: append("null")
    case .bool(let flag): flag ? append("true") : append("false")
    case .number(let number): append(utf8: number.text)
    case .string(let text): append(quoting: text)
    case .array(let elements):
      append(ASCII.openBracket)
      for (index, element) in elements.enumerated() {
        if index > 0 { append(ASCII.comma) }
        append(json: element)
      }
      append(ASCII.closeBracket)
    case .object(let object):
      append(ASCII.openBrace)
      for (index, member) in object.members.enumerated() {
        if index > 0 { append(ASCII.comma) }
        append(quoting: member.name)
        append(ASCII.colon)
        append(json: member.value)
      }
      append(ASCII.closeBrace)
    }
  }

  /// Appends `text` as a JSON string: quotes, backslashes and control characters are escaped.
  package mutating func append(quoting text: String) {
    append(ASCII.quote)
    for unit in text.utf8 { append(escaped: unit) }
    append(ASCII.quote)
  }

  /// Appends the bytes `from..<to` of `span`, which are UTF-8, as a JSON string.
  package mutating func append(quoting span: Span<UInt8>, from: Int, to: Int) {
    append(ASCII.quote)
    for i in from..<to { append(escaped: span[i]) }
    append(ASCII.quote)
  }

  private mutating func append(escaped unit: UInt8) {
    switch unit {
    case ASCII.quote: append(#"\""#)
    case ASCII.backslash: append(#"\\"#)
    case ASCII.lineFeed: append(#"\n"#)
    case ASCII.carriageReturn: append(#"\r"#)
    case ASCII.tab: append(#"\t"#)
    case 0..<ASCII.space:
      append(#"\u00"#)
      append(ASCII.zero + unit >> 4)
      append(unit & 15 < 10 ? ASCII.zero + unit & 15 : ASCII.a - 10 + unit & 15)
    default: append(unit)
    }
  }
}
