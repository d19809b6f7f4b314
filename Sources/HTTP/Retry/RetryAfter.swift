/// The header with which a server asks for a wait (RFC 9110, 10.2.3): seconds, or a date.
enum RetryAfter {
  /// How long to wait; nil without the header or if it is invalid.
  ///
  /// A date is compared with the server's own `Date`, so that a wrong clock on either side does not matter.
  static func delay(in headers: HTTPHeaders) -> Duration? {
    guard let value = headers["Retry-After"] else { return nil }
    // At most a year, so that no calculation overflows.
    if let seconds = Int(value) { return seconds >= 0 ? .seconds(min(seconds, 31_536_000)) : nil }
    guard let then = HTTPDate.seconds(value), let now = headers["Date"].flatMap(HTTPDate.seconds) else {
      return nil
    }
    return .seconds(max(0, then - now))
  }
}
