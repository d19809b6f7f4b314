import JSON

/// What TikTok sends back.
struct Answer: Sendable {
  let envelope: JSON
  /// Whether a header says that objects are missing.
  var isTruncated = false
}
