import CCurl

/// Dates in headers.
enum HTTPDate {
  /// The seconds since 1970 of a date in one of the forms that servers may send (RFC 9110, 5.6.7); nil for
  /// anything else.
  static func seconds(_ text: String) -> Int? {
    let seconds = curl_getdate(text, nil)
    return seconds < 0 ? nil : seconds
  }
}
