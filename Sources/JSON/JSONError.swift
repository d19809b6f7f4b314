/// Why a text is not JSON that this program accepts (RFC 8259), with the offset of the offending byte.
public enum JSONError: Error, Equatable, Sendable {
  /// The text ended inside a value.
  case truncated(at: Int)
  /// A byte that the grammar does not allow here, or an unescaped control character in a string.
  case syntax(at: Int)
  /// An escaped half of a surrogate pair without the other half.
  case loneSurrogate(at: Int)
  /// A number that is too large for floating point.
  case infinite(at: Int)
  /// A string holds bytes that are not UTF-8.
  case invalidUTF8(at: Int)
  /// Arrays and objects are nested deeper than ``JSONScanner/maximumDepth``.
  case tooDeep(at: Int)

  /// The offset of the error, in bytes from the beginning of the text.
  package var offset: Int {
    switch self {
    case .truncated(let at), .syntax(let at), .loneSurrogate(let at), .infinite(let at), .invalidUTF8(let at),
      .tooDeep(let at):
      at
    }
  }
}

extension JSONError: CustomStringConvertible {
  /// What is wrong, and where.
  public var description: String {
    switch self {
    case .truncated(let at): "the text ends at byte \(at), in the middle of a value"
    case .syntax(let at): "unexpected byte at offset \(at)"
    case .loneSurrogate(let at): "half of a surrogate pair at offset \(at)"
    case .infinite(let at): "the number at offset \(at) is too large"
    case .invalidUTF8(let at): "bytes at offset \(at) are not UTF-8"
    case .tooDeep(let at): "more than \(JSONScanner.maximumDepth) levels of nesting at offset \(at)"
    }
  }
}
