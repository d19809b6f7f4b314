extension StringProtocol {
  /// The text as a message shows it, which a reader can take in whatever a document holds: of more than 60
  /// characters the first 60 and an ellipsis.
  package var clipped: String {
    // Counting would go through all of a long text.
    let end = index(startIndex, offsetBy: 60, limitedBy: endIndex)
    guard let end, end != endIndex else { return String(self) }
    return "\(self[..<end])…"
  }
}
