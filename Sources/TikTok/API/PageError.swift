import JSON

/// Why a response's body is not a page of records.
enum PageError: Error, Equatable, Sendable {
  /// The body is not JSON: cut off, HTML from the edge, bytes that are not UTF-8.
  case malformed(JSONError)
  /// The body is JSON of another shape than the envelope of §1.
  case unexpectedShape(String)
  /// A record lacks a part of its key.
  case missingKey(field: String, record: Int)
  /// The API refused the request: `code` is not 0.
  case refused(Envelope)
}
