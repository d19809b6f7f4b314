import Secrets

/// One header line of a request or a response.
package struct HTTPHeader: Sendable, Equatable {
  /// In the spelling of its sender; case does not matter.
  package let name: String
  /// Without the white space around it; may be empty.
  package let value: String

  /// A header line; the name keeps its spelling, the value is sent as it stands.
  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// Whether it can be written on one line: a value with a line break in it could add headers of its own.
  var isWellFormed: Bool {
    !name.isEmpty && name.utf8.allSatisfy { Self.isNameByte($0) }
      && value.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}

extension HTTPHeader: CustomStringConvertible {
  /// The line as a log may show it: the value of a secret header is blanked.
  package var description: String {
    "\(name): \(Redaction.isSecret(header: name) ? Redaction.blank : value)"
  }
}
