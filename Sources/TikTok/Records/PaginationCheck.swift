/// Whether what came of a list is all that TikTok counts.
///
/// A list that changes while it is read moves records across the pages' borders, from pages that are still to be read
/// to pages that have been: they would be missed. `total_number` tells when records came or went, the records' keys
/// when the order of the pages is another one than before, and the first page, seen again at the end, when a record
/// went and another one came (§1 of the fact sheet).
struct PaginationCheck: Sendable {
  /// A list is read so often at most.
  static let maximumReads = 5
  /// So many reads that agree are believed, whatever TikTok counts.
  static let agreeingReads = 3
  /// Pages of a list that does not tell how many it has.
  static let maximumPages = 10_000
  /// Keys of more records than this are not kept.
  private static let maximumKeys = 200_000

  private let mostKeys: Int
  private(set) var reads = 0
  private var pages = 0
  /// By request, where several are for the same rows.
  private var parts: [Int: Part] = [:]
  private var hasShrunk = false
  private var hasGrown = false
  /// Whether the first page had other records when it was seen again.
  private var hasSlid = false
  private var hasEqualPages = false
  private var isEndless = false
  /// How many pages there may be at most, of a list that grows as it is read.
  private var mostPages = maximumPages
  /// Of each page that had records: their keys as one.
  private var fingerprints: Set<UInt64> = []
  /// What earlier reads that nothing disturbed lacked, and how many of them there were.
  private var lacking: Lack?
  private var agreeing = 0

  /// What the pages of one request tell.
  private struct Part {
    /// The records that are counted, by the last page and by the page that counts the fewest.
    var latest: Int?
    var least = Int.max
    /// Records of this read.
    var records = 0
    var keys = DistinctKeys()

    mutating func note(_ total: Int) {
      latest = total
      least = min(least, total)
    }

    mutating func add(_ count: PageSummary.Count, keysUpTo most: Int) {
      records += count.records
      // Of a list that will have too many, not even the first are kept.
      keys.add(count.keys, upTo: latest ?? 0 > most ? 0 : most)
    }

    /// The pages of this read say nothing.
    mutating func forget() {
      latest = nil
      least = .max
      records = 0
      keys.begin()
    }
  }

  /// In what a read falls short.
  private struct Lack: Equatable {
    /// By request: the records that are counted and did not come; negative for those that came uncounted.
    var missing: [Int: Int] = [:]
    /// Rows that not all requests have given.
    var unmatched = 0
    var hasEqualPages = false

    var isNothing: Bool { missing.isEmpty && unmatched == 0 && !hasEqualPages }
  }

  /// How a list is counted and what it has, where they differ however often it is read.
  struct Difference: Sendable, Equatable {
    let counted: Int
    let listed: Int
  }

  enum Verdict: Sendable, Equatable {
    case whole
    /// All reads gave the same records: TikTok counts in another way. nil where only rows are unmatched.
    case countMismatch(Difference?)
    case again
    /// Each read gave something else.
    case unstable
    /// All reads gave the same page under several numbers.
    case repeating
  }

  /// - Parameter keepsAllKeys: whether the records' keys are wanted of lists of any length.
  init(keepsAllKeys: Bool = false) { mostKeys = keepsAllKeys ? .max : Self.maximumKeys }

  /// Whether the pages come one after the other, as they do after a first read that was disturbed.
  var isInOrder: Bool { reads > 1 }

  /// The hashes of the keys of this read, of the first request; empty where they are not kept.
  var keys: [UInt64] { parts[0]?.keys.ofRead ?? [] }

  /// The pages are read from the first one on.
  mutating func begin() {
    reads += 1
    forget()
  }

  /// The pages of this read say nothing.
  mutating func forget() {
    pages = 0
    (hasShrunk, hasGrown, hasSlid, hasEqualPages, isEndless) = (false, false, false, false, false)
    mostPages = Self.maximumPages
    fingerprints = []
    for place in parts.keys { parts[place]?.forget() }
  }

  /// Takes a page in.
  /// - Returns: whether an earlier page of this read was the same.
  @discardableResult
  mutating func add(_ page: PageSummary) -> Bool {
    pages += 1
    var fingerprint: UInt64 = 0
    for (place, count) in page.counts {
      note(count.total, of: place)
      parts[place, default: Part()].add(count, keysUpTo: mostKeys)
      for key in count.keys { fingerprint &+= Self.mixed(key ^ UInt64(place)) }
    }
    if let announced = page.pageInfo?.totalPages, pages == 1 { mostPages = 2 * max(1, announced) + 10 }
    guard fingerprint != 0, !fingerprints.insert(fingerprint).inserted else { return false }
    hasEqualPages = true
    return true
  }

  /// The finish of SplitMix64, so that no sum of keys is another's.
  private static func mixed(_ key: UInt64) -> UInt64 {
    let once = (key ^ (key >> 30)) &* 0xbf58_476d_1ce4_e5b9
    let twice = (once ^ (once >> 27)) &* 0x94d0_49bb_1331_11eb
    return twice ^ (twice >> 31)
  }

  /// The last page to read, of a list that says it has so many.
  mutating func lastPage(of announced: Int) -> Int {
    isEndless = isEndless || announced > mostPages
    return min(announced, mostPages)
  }

  private mutating func note(_ total: Int?, of place: Int) {
    guard let total else { return }
    let earlier = parts[place]?.latest ?? total
    hasShrunk = hasShrunk || total < earlier
    hasGrown = hasGrown || total > earlier
    parts[place, default: Part()].note(total)
  }

  /// Whether the first page has to be seen again before ``verdict(unmatched:)`` can tell: so it is with several pages
  /// that fit together.
  mutating func wantsFirstPageAgain() -> Bool { pages > 1 && isSteady && lack(unmatched: 0).isNothing }

  /// Takes in what the first page is like now, or a part of it, that of the first request.
  mutating func addFirstPageAgain(_ page: PageSummary) {
    guard let count = page.counts[0], let part = parts[0] else { return }
    // Records that came in since stand there, too, and are counted.
    let growth = max(0, (count.total ?? 0) - part.least)
    hasSlid = hasSlid || part.keys.unknown(count.keys) > growth
    note(count.total, of: 0)
  }

  // What comes in pushes others onto pages that are still to be read, if those come last.
  private var isSteady: Bool { !hasShrunk && (isInOrder || !hasGrown) && !hasSlid && !isEndless }

  private mutating func lack(unmatched: Int) -> Lack {
    var lack = Lack(unmatched: unmatched, hasEqualPages: hasEqualPages)
    for place in parts.keys {
      guard var part = parts[place], let latest = part.latest else { continue }
      // The records of a single page are its own, whatever their keys.
      let tells = part.keys.areKept && !part.keys.ofRead.isEmpty && (pages > 1 || reads > 1)
      let came = tells ? part.keys.count : part.records
      let cameNow = tells ? part.keys.countOfRead : part.records
      parts[place] = part
      let missing = part.least - came
      if missing > 0 { lack.missing[place] = missing }
      if missing < 0, cameNow > latest { lack.missing[place] = latest - cameNow }
    }
    return lack
  }

  /// What to do, when all pages have been added. `unmatched` are rows that not all of several requests for the same rows
  /// have given.
  mutating func verdict(unmatched: Int = 0) -> Verdict {
    let end: Verdict = reads < Self.maximumReads ? .again : .unstable
    guard isSteady else {
      for place in parts.keys { parts[place]?.keys.void() }
      (lacking, agreeing) = (nil, 0)
      return end
    }
    let lack = lack(unmatched: unmatched)
    if lack.isNothing { return .whole }
    agreeing = lack == lacking ? agreeing + 1 : 1
    lacking = lack
    guard agreeing >= Self.agreeingReads else { return end }
    if lack.hasEqualPages { return .repeating }
    let difference = lack.missing.min { $0.key < $1.key }.flatMap { place, missing in
      parts[place].map { part in
        missing > 0
          ? Difference(counted: part.least, listed: part.least - missing)
          : Difference(counted: part.latest ?? 0, listed: (part.latest ?? 0) - missing)
      }
    }
    return .countMismatch(difference)
  }
}

extension PaginationCheck: CustomStringConvertible {
  /// What did not fit, for the log.
  var description: String {
    guard isSteady else {
      if isEndless { return "it gets more pages all the time" }
      return hasSlid ? "its first page has other records now" : "the number of its records changed"
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
