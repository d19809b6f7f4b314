import JSON

/// Text as it stands in a URL's path or query: all but the unreserved characters of RFC 3986 are percent-encoded.
/// - Parameters:
///   - text: any text.
///   - isUppercase: whether the hexadecimal digits are capital letters, as the RFC recommends.
/// - Returns: ASCII.
package func percentEncoded(_ text: String, isUppercase: Bool = true) -> [UInt8] {
  let digits = Array((isUppercase ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
  var encoded: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case _ where ASCII.isLetter(byte) || ASCII.isDigit(byte): encoded.append(byte)
    case ASCII.minus, ASCII.point, ASCII.underscore, ASCII.tilde: encoded.append(byte)
    default: encoded += [ASCII.percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return encoded
}
