/// What the records of a slice say of its account's changes.
struct Changes: Sendable {
  /// The newest cursor among them.
  var newest: UTCTime?
  /// How many of them have no cursor.
  var undated = 0
  /// The kinds of campaigns that have been read, as far as a state has to remember them.
  var kinds: CampaignKinds?
  /// The longest attribution window of the account's ad groups, where they were asked for it.
  var window: AttributionLookback.Known?

  init() {}

  init(_ pages: PageSummary) {
    newest = UTCTime(pages.newestCursor)
    undated = pages.undated
  }

  /// Adds what another part of the slice says.
  mutating func add(_ other: Changes) {
    newest = [newest, other.newest].compactMap(\.self).max()
    undated += other.undated
  }
}
