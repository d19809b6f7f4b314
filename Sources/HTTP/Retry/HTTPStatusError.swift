import Secrets

/// A response whose status is not 2xx. It is usually from a gateway or proxy, because the API itself reports its
/// errors with status 200 (§1 of the fact sheet).
package struct HTTPStatusError: Error, Sendable, Equatable {
  /// Anything but 2xx.
  package let status: Int
  /// The host that the request was for.
  package let host: String
  /// The printable beginning of the body, without secrets; often a page of HTML.
  package let excerpt: String
  /// The wait that the server asked for; nil if none.
  package let retryAfter: Duration?

  /// What is wrong with the response; nil when its status is 2xx.
  package init?(_ response: HTTPResponse, to request: HTTPRequest) {
    guard !(200..<300).contains(response.status) else { return nil }
    status = response.status
    host = request.host
    excerpt = Self.excerpt(of: response.body.bytes, about: request)
    retryAfter = RetryAfter.delay(in: response.headers)
  }

  private static func excerpt(of bytes: [UInt8], about request: HTTPRequest) -> String {
    // Secrets are blanked in more text than is kept, because one that is cut would not be recognised.
    let beginning = String(decoding: bytes.prefix(4096), as: UTF8.self)
    let text = Redaction.text(
      bytes.count > 4096 ? beginning.wholeWords(upTo: 4000) : beginning, about: request)
    let words = text.split { $0.isWhitespace || $0.unicodeScalars.contains { !isPrintable($0) } }
    return words.joined(separator: " ").wholeWords(upTo: 200)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: scalar != "\u{FFFD}"
    }
  }
}

extension HTTPStatusError: RetryableError {
  /// The statuses by which a gateway says that the server took too long.
  package static let timeouts: Set = [408, 504, 524]

  /// 429 throttles all requests; 408 and 5xx are transient.
  package var retryAdvice: RetryAdvice {
    switch status {
    case 429: .pauseAll(atLeast: retryAfter ?? .zero)
    case let status where Self.timeouts.contains(status): .timeout(atLeast: retryAfter ?? .zero)
    case 500...599: .backoff(atLeast: retryAfter ?? .zero)
    default: .none
    }
  }
}

extension HTTPStatusError: CustomStringConvertible {
  /// The error in one line, for logs.
  package var description: String {
    "\(host) answered with status \(status)" + (excerpt.isEmpty ? "" : ": \(excerpt)")
  }
}
