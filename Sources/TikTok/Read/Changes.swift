/// What the records of a slice say of its account's changes.
struct Changes: Sendable {
  /// The newest cursor among them.
  var newest: UTCTime?
  /// How many of them may be passed over where TikTok is asked for what changed last: they have no cursor, or did not
  /// come in its order.
  var undated = 0
  /// The kinds of campaigns that have been read, as far as a state has to remember them.
  var kinds: CampaignKinds?
  /// The longest attribution window of the account's ad groups, where they were asked for it.
  var window: AttributionLookback.Known?

  init() {}

  init(_ pages: PageSummary) {
    newest = UTCTime(pages.newestCursor)
    undated = pages.undated + pages.disordered
  }

  /// Adds what another part of the slice says.
  mutating func add(_ other: Changes) {
    newest = [newest, other.newest].compactMap(\.self).max()
    undated += other.undated
  }
}
