/// What the pages of one request say of their list: how many records it has, and which have come.
struct PageTally: Sendable {
  /// `total_number` of the last page, and the least one of any page.
  var latest: Int?
  var least = Int.max
  /// The number of records of this read.
  var records = 0
  var keys = DistinctKeys()

  /// Notes the number of records that a page counts.
  mutating func note(_ total: Int) {
    latest = total
    least = min(least, total)
  }

  /// Adds the records of a page. No keys are kept of a list with more than `most` records.
  mutating func add(_ count: PageSummary.Count, keysUpTo most: Int) {
    records += count.records
    keys.add(count.keys, upTo: latest ?? 0 > most ? 0 : most)
  }

  /// Discards what the pages of this read said.
  mutating func forget() {
    latest = nil
    least = .max
    records = 0
    keys.begin()
  }
}
