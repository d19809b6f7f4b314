import JSON

/// The id of an ad account: digits, which v1.3 sends as text (§2 of the fact sheet).
struct AdvertiserID: Sendable, Hashable, CustomStringConvertible {
  let text: String

  /// nil for anything but 1 to 25 digits.
  init?(_ text: String) {
    guard (1...25).contains(text.utf8.count), text.utf8.allSatisfy(ASCII.isDigit) else {
      return nil
    }
    self.text = text
  }

  var description: String { text }
}
