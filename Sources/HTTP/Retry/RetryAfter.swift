/// The header with which a server asks for a wait (RFC 9110, 10.2.3): seconds, or a date.
enum RetryAfter {
  /// How long to wait; nil without the header or when it makes no sense.
  ///
  /// A date is taken relative to the server's own `Date`, so that a wrong clock on either side does no harm.
  static func delay(in headers: HTTPHeaders) -> Duration? {
    guard let value = headers["Retry-After"] else { return nil }
    // A year is longer than anybody waits, and short enough to calculate with.
    if let seconds = Int(value) { return seconds >= 0 ? .seconds(min(seconds, 31_536_000)) : nil }
    guard let then = secondsSinceEpoch(value), let now = headers["Date"].flatMap(secondsSinceEpoch) else {
      return nil
    }
    return .seconds(max(0, then - now))
  }

  /// A date like `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers may send (RFC 9110, 5.6.7).
  private static func secondsSinceEpoch(_ date: String) -> Int? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = date.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), (1...31).contains(day),
      let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3]),
      (1970...9999).contains(year)
    else { return nil }
    let clock = parts[4].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3, zip(clock, [23, 59, 60]).allSatisfy({ (0...$1).contains($0) }) else { return nil }

    // Years that begin in March have their leap day at the end.
    let shifted = month < 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 10) % 12) + 2) / 5 + day - 1
    let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    return days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
  }
}
