import JSON

/// Text as it stands in a URL's path or query: all but the unreserved characters of RFC 3986 are percent-encoded.
/// - Parameter text: any text.
/// - Returns: ASCII, with capital letters as hexadecimal digits, as the RFC recommends.
package func percentEncoded(_ text: String) -> [UInt8] {
  let digits = Array("0123456789ABCDEF".utf8)
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
