/// Whether the pages of a list fit together.
///
/// A list that changes while it is read moves records across the pages' borders, from pages that are still to be read
/// to pages that have been: they would be missed. `total_number` tells when records came or went, and the records'
/// keys when the order of the pages is another one than before (§1 of the fact sheet).
struct PageTally: Sendable {
  /// A list is read so often at most.
  static let maximumReads = 5
  /// Keys of more records than this are not kept.
  private static let maximumKeys = 200_000

  private(set) var reads = 0
  /// The hashes of the keys that any of the reads has met, some of them more than once; nil where they are not kept.
  /// In a row and not in a set, which would take three times the memory.
  private(set) var keys: [UInt64]?
  private var pages = 0
  private var least = Int.max
  /// By request, where several are for the same rows.
  private var latest: [Int: Int] = [:]
  private var hasShrunk = false
  private var hasGrown = false
  /// How many records were not met by an earlier read that nothing disturbed.
  private var lacking: Int?

  /// - Parameter tellsKeys: whether ``PageSummary/keys`` are those of all records of a page.
  init(tellsKeys: Bool) { keys = tellsKeys ? [] : nil }

  /// Whether the pages come one after the other, as they do after a first read that was disturbed.
  var isInOrder: Bool { reads > 1 }

  enum Verdict: Sendable, Equatable {
    case whole
    /// The list has fewer records than it says, whenever it is read: it counts them in another way.
    case countedOtherwise
    case again
    case shifting
  }

  /// The pages are read from the first one on.
  mutating func begin() {
    reads += 1
    forget()
  }

  /// The pages of this read say nothing.
  mutating func forget() {
    pages = 0
    least = .max
    latest = [:]
    hasShrunk = false
    hasGrown = false
  }

  /// Takes a page in.
  mutating func add(_ page: PageSummary) {
    pages += 1
    if page.totals.isEmpty, let total = page.pageInfo?.totalNumber { note(total, of: 0) }
    for (request, total) in page.totals { note(total, of: request) }
    guard keys != nil else { return }
    // Of a list that will have too many, not even the first are kept.
    if latest.values.contains(where: { $0 > Self.maximumKeys }) {
      keys = nil
    } else {
      if keys?.isEmpty == true { keys?.reserveCapacity(latest.values.max() ?? 0) }
      keys?.append(contentsOf: page.keys)
      if keys?.count ?? 0 > Self.maximumKeys, distinct() > Self.maximumKeys { keys = nil }
    }
  }

  private mutating func note(_ total: Int, of request: Int) {
    let earlier = latest.updateValue(total, forKey: request) ?? total
    hasShrunk = hasShrunk || total < earlier
    hasGrown = hasGrown || total > earlier
    least = min(least, total)
  }

  /// What to do, when all pages have been added.
  mutating func verdict() -> Verdict {
    guard pages > 1 else { return .whole }
    // What comes in pushes others onto pages that are still to be read, if those come last.
    let isSteady = !hasShrunk && (isInOrder || !hasGrown)
    let missing = isSteady ? max(0, keys == nil ? 0 : least - distinct()) : nil
    if missing == 0 { return .whole }
    if let missing, missing == lacking { return .countedOtherwise }
    lacking = missing ?? lacking
    return reads < Self.maximumReads ? .again : .shifting
  }

  /// Keeps each key once. Returns how many there are.
  private mutating func distinct() -> Int {
    guard var row = keys else { return 0 }
    keys = nil
    row.sort()
    var count = 0
    for key in row where count == 0 || key != row[count - 1] {
      row[count] = key
      count += 1
    }
    row.removeLast(row.count - count)
    keys = row
    return count
  }
}
