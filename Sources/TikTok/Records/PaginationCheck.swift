/// Checks that the pages of a list contain all records that TikTok counts.
///
/// If a list changes while it is read, records can move from pages that have not been read to pages that have, and
/// would be missed. A changed `total_number` shows that records were added or removed, the records' keys show that the
/// order changed, and reading the first page again at the end shows that one record replaced another (§1 of the fact
/// sheet). Where records went from the first page although others came that were behind them, a further read must bring
/// no record that is new: the records behind may have moved to a page that had been read.
///
/// The same holds for the beginning of a list whose newest changes come first (``leaveRest(isAtLimit:)``). Its pages are
/// read one after the other. What is added or changes meanwhile comes first and pushes others to later pages, which does
/// no harm: it is newer than all that was read, so the next sync has it. Only a record that goes pulls others to a page
/// that was read. Then there are fewer than before, unless another one was added, which the first page shows.
struct PaginationCheck: Sendable {
  /// How often a list is read at most.
  static let maximumReads = 5
  /// How many reads have to agree before they are trusted more than TikTok's count.
  static let agreeingReads = 3
  /// The most pages of a list that does not say how many it has.
  static let maximumPages = 10_000
  /// The keys of longer lists are not kept.
  private static let maximumKeys = 200_000

  private let mostKeys: Int
  private(set) var reads = 0
  private var pages = 0
  /// What is known by request, of which there may be several for the same rows.
  private var parts: [Int: PageTally] = [:]
  private var hasShrunk = false
  private var hasGrown = false
  /// Whether the first page had other records when it was read again.
  private var hasSlid = false
  /// The keys of the first page in their order, and whether records before others had gone when it was read again.
  private var firstKeys: [UInt64] = []
  private var hasDrifted = false
  /// The keys of earlier reads whose first page had drifted; nil for none.
  private var driftedKeys: Set<UInt64>?
  private var hasEqualPages = false
  private var isEndless = false
  /// Whether the rest of the list was left.
  private var isBeginning = false
  /// The most pages to read of a list that grows while it is read.
  private var mostPages = maximumPages
  /// One hash for the keys of each page that had records.
  private var fingerprints: Set<UInt64> = []
  /// What the latest undisturbed reads lacked, and how many of them agree.
  private var lacking: Lack?
  private var agreeing = 0

  /// What a read lacks.
  private struct Lack: Equatable {
    /// By request: counted records that were not received; negative for records that were received but not counted.
    var missing: [Int: Int] = [:]
    /// Rows that some of the requests did not return.
    var unmatched = 0
    var hasEqualPages = false
    /// Whether as many records came as are counted, but not all of those that earlier reads have brought: then the order
    /// differs from page to page, and no equal keys explain the repetitions.
    var isUnsettled = false

    var isNothing: Bool { missing.isEmpty && unmatched == 0 && !hasEqualPages }
  }

  /// The count of a list and its length, if they differ in every read.
  struct Difference: Sendable, Equatable {
    let counted: Int
    let listed: Int
    /// Whether as many records came as are counted, some of them with the key of one on an earlier page.
    var isOfEqualKeys = false
  }

  enum Verdict: Sendable, Equatable {
    case whole
    /// All reads gave the same records, so TikTok's count is different. nil if only rows are unmatched.
    case countMismatch(Difference?)
    case again
    /// Each read gave other records.
    case unstable
    /// All reads gave the same page for several page numbers.
    case repeating
  }

  /// - Parameter keepsAllKeys: whether keys are kept however long the list is.
  init(keepsAllKeys: Bool = false) { mostKeys = keepsAllKeys ? .max : Self.maximumKeys }

  /// Whether pages are read one after the other, as they are after a first read that failed the check, and where the
  /// newest changes come first.
  var isInOrder: Bool { reads > 1 || isBeginning }

  /// The hashes of the keys of this read's first request; empty if they are not kept.
  var keys: [UInt64] { parts[0]?.keys.ofRead ?? [] }

  /// Begins a read of all pages.
  mutating func begin() {
    reads += 1
    forget()
  }

  /// Discards what the pages of this read said.
  mutating func forget() {
    pages = 0
    (hasShrunk, hasGrown, hasSlid, hasEqualPages, isEndless) = (false, false, false, false, false)
    (firstKeys, hasDrifted, isBeginning) = ([], false, false)
    mostPages = Self.maximumPages
    fingerprints = []
    for place in parts.keys { parts[place]?.forget() }
  }

  /// Notes that this read ends with the latest page: records behind it are older than the cursor. Nothing is missing then
  /// because fewer records came than are counted.
  /// - Parameter isAtLimit: whether the list has as many records as TikTok lists at most. Its count says nothing of one
  ///   that goes, because an older one takes its place at the end. The first page shows that up to the second one; behind
  ///   that, a further read must bring no record that is new.
  mutating func leaveRest(isAtLimit: Bool) {
    isBeginning = true
    if isAtLimit, pages > 2 { hasDrifted = true }
  }

  /// Adds a page.
  /// - Returns: whether an earlier page of this read had the same records.
  @discardableResult
  mutating func add(_ page: PageSummary) -> Bool {
    pages += 1
    if pages == 1 { firstKeys = page.counts[0]?.keys ?? [] }
    var fingerprint: UInt64 = 0
    for (place, count) in page.counts {
      note(count.total, of: place)
      parts[place, default: PageTally()].add(count, keysUpTo: mostKeys)
      for key in count.keys { fingerprint &+= Self.mixed(key ^ UInt64(place)) }
    }
    if let announced = page.pageInfo?.totalPages, pages == 1 { mostPages = 2 * max(1, announced) + 10 }
    guard fingerprint != 0, !fingerprints.insert(fingerprint).inserted else { return false }
    hasEqualPages = true
    return true
  }

  /// The finalizer of SplitMix64, which makes it unlikely that different keys have the same sum.
  private static func mixed(_ key: UInt64) -> UInt64 {
    let once = (key ^ (key >> 30)) &* 0xbf58_476d_1ce4_e5b9
    let twice = (once ^ (once >> 27)) &* 0x94d0_49bb_1331_11eb
    return twice ^ (twice >> 31)
  }

  /// The last page to read of a list that has `announced` pages.
  mutating func lastPage(of announced: Int) -> Int {
    isEndless = isEndless || announced > mostPages
    return min(announced, mostPages)
  }

  private mutating func note(_ total: Int?, of place: Int) {
    guard let total else { return }
    let earlier = parts[place]?.latest ?? total
    hasShrunk = hasShrunk || total < earlier
    hasGrown = hasGrown || total > earlier
    parts[place, default: PageTally()].note(total)
  }

  /// Whether the first page has to be read again before ``verdict(unmatched:)``: only if there are several pages and
  /// nothing contradicts them.
  mutating func wantsFirstPageAgain() -> Bool { pages > 1 && isSteady && lack(unmatched: 0).isNothing }

  /// Compares the first page of the first request, or a part of it, with what it was.
  mutating func addFirstPageAgain(_ page: PageSummary) {
    guard let count = page.counts[0], let part = parts[0] else { return }
    // Records that were added since may be there too, and they are counted.
    let growth = max(0, (count.total ?? 0) - part.least)
    hasSlid = hasSlid || part.keys.unknown(count.keys) > growth
    note(count.total, of: 0)
    // Only its first part stands for what was noted of it.
    let first = firstKeys.prefix(count.keys.count)
    firstKeys = []
    let gone = first.filter { !count.keys.contains($0) }
    // Records that come first push the last ones onto the next page, and none is missed by that.
    let werePushed = gone.count < first.count && gone == Array(first.suffix(gone.count))
    hasDrifted = hasDrifted || gone.count > growth && !werePushed
  }

  /// Whether a read whose first page has drifted brought nothing that earlier such reads had not.
  private mutating func bringsNothingNew() -> Bool {
    guard let keys = parts[0]?.keys else { return true }
    // Of longer lists nothing is known, so one further read has to do.
    guard keys.areKept else {
      defer { driftedKeys = [] }
      return driftedKeys != nil
    }
    let own = Set(keys.ofRead)
    defer { driftedKeys = own.union(driftedKeys ?? []) }
    return driftedKeys.map(own.isSubset) ?? false
  }

  // Added records only move others to later pages, so they do no harm if pages are read in order.
  private var isSteady: Bool { !hasShrunk && (isInOrder || !hasGrown) && !hasSlid && !isEndless }

  private mutating func lack(unmatched: Int) -> Lack {
    var lack = Lack(unmatched: unmatched, hasEqualPages: hasEqualPages)
    if isBeginning { return lack }
    for place in parts.keys {
      guard var part = parts[place] else { continue }
      // A single page cannot repeat records of another page, so its records are counted and not its keys.
      let tells = part.keys.areKept && !part.keys.ofRead.isEmpty && (pages > 1 || reads > 1)
      guard let latest = part.latest else {
        // Without a count, a record that comes twice is all that shows that another one is missing.
        let repeated = tells ? part.records - part.keys.countOfRead : 0
        parts[place] = part
        if repeated > 0 { lack.missing[place] = repeated }
        continue
      }
      let came = tells ? part.keys.count : part.records
      let cameNow = tells ? part.keys.countOfRead : part.records
      parts[place] = part
      let missing = part.least - came
      if missing > 0 {
        lack.missing[place] = missing
        lack.isUnsettled = lack.isUnsettled || cameNow < came && part.records >= part.least
      }
      if missing < 0, cameNow > latest { lack.missing[place] = latest - cameNow }
    }
    return lack
  }

  /// Returns what to do after all pages have been added. `unmatched` is the number of rows that some of several
  /// requests for the same rows did not return.
  mutating func verdict(unmatched: Int = 0) -> Verdict {
    let end: Verdict = reads < Self.maximumReads ? .again : .unstable
    guard isSteady else {
      for place in parts.keys { parts[place]?.keys.void() }
      (lacking, agreeing) = (nil, 0)
      return end
    }
    let lack = lack(unmatched: unmatched)
    if hasDrifted, !bringsNothingNew() {
      // Those that have gone must not stand for others.
      for place in parts.keys { parts[place]?.keys.void() }
      (lacking, agreeing) = (nil, 0)
      return end
    }
    if lack.isNothing { return .whole }
    agreeing = lack.isUnsettled ? 0 : lack == lacking ? agreeing + 1 : 1
    lacking = lack
    guard agreeing >= Self.agreeingReads else { return end }
    if lack.hasEqualPages { return .repeating }
    let difference = lack.missing.min { $0.key < $1.key }.flatMap { place, missing in
      parts[place].flatMap { part -> Difference? in
        // A list without a count that repeats the same records each time says nothing of others.
        guard let latest = part.latest else { return nil }
        return missing > 0
          ? Difference(
            counted: part.least, listed: part.least - missing, isOfEqualKeys: part.records == part.least)
          : Difference(counted: latest, listed: latest - missing)
      }
    }
    return .countMismatch(difference)
  }
}

extension PaginationCheck: CustomStringConvertible {
  /// What was inconsistent, in the words of the log.
  var description: String {
    guard isSteady else {
      if isEndless { return "it gets more pages all the time" }
      return hasSlid ? "its first page has other records now" : "the number of its records changed"
    }
    if hasDrifted {
      return isBeginning ? "records may have gone from its pages" : "records have gone from its first page"
    }
    guard let lacking else { return "all fits together" }
    var parts = lacking.missing.values.sorted().map { missing in
      missing > 0 ? "\(missing) records are missing" : "\(-missing) records are not counted"
    }
    if lacking.unmatched > 0 { parts.append("\(lacking.unmatched) rows lack metrics") }
    if lacking.hasEqualPages { parts.append("pages are the same") }
    return parts.joined(separator: ", ")
  }
}
