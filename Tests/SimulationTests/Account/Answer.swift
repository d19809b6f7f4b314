import JSON

/// What TikTok sends back.
struct Answer: Sendable {
  let envelope: JSON
  /// Whether a header says that objects are missing.
  var isTruncated = false
  /// Whether ids and days are spelled with escapes.
  var escapesText = false
}
