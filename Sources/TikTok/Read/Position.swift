/// How far the account of a slice has been read before.
struct Position: Sendable {
  /// nil for a read of everything.
  var cursor: Cursor?
  /// Whether every object of the account that is known tells when it changed.
  var isDated = false
  /// The special kinds of campaigns that the cursor covers.
  var kinds: CampaignKinds?
  /// How far back the account was read again for late conversions; nil where that is not known.
  var lookback: AttributionLookback?

  /// From where to read the campaigns of a kind. Of a kind that is new to the stream nothing has been read, however far
  /// the account's cursor has come.
  /// - Parameter kind: nil for all of the stream's.
  /// - Returns: nil for all campaigns, whenever they changed.
  func cursor(of kind: CampaignKind?) -> Cursor? {
    guard let kind, kind != .standard else { return cursor }
    return kinds?.has(kind) == true ? cursor : nil
  }
}
