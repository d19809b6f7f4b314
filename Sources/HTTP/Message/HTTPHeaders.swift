/// The header lines of a response in the order received, found by name in any spelling (RFC 9110, 5.1).
package struct HTTPHeaders: Sendable, Equatable {
  /// All lines, in order; a name may occur more than once.
  package let lines: [HTTPHeader]

  /// Headers of these lines.
  package init(_ lines: [HTTPHeader] = []) {
    self.lines = lines
  }

  /// The value of the first line of that name, whatever its upper and lower case.
  package subscript(name: String) -> String? {
    let wanted = name.lowercased()
    return lines.first { $0.name.lowercased() == wanted }?.value
  }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
  /// Headers of these names and values, in this order.
  package init(dictionaryLiteral elements: (String, String)...) {
    lines = elements.map { HTTPHeader(name: $0.0, value: $0.1) }
  }
}
