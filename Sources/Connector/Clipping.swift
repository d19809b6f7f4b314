extension StringProtocol {
  /// The text for a message: of more than 60 characters the first 60 and an ellipsis, because a document may hold
  /// texts of any length.
  package var clipped: String {
    // `count` would go through all of a long text.
    let end = index(startIndex, offsetBy: 60, limitedBy: endIndex)
    guard let end, end != endIndex else { return String(self) }
    return "\(self[..<end])…"
  }
}
