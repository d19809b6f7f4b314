import Testing

@testable import TikTok

/// Lists whose records differ from their counts.
struct PaginationCheckTests {
  /// A page's keys and the total that it reports.
  private typealias Pages = [([UInt64], Int)]

  private static func page(_ keys: [UInt64], total: Int?, pages: Int = 1) -> PageSummary {
    var summary = PageSummary(pageInfo: PageSummary.PageInfo(totalNumber: total, totalPages: pages))
    summary.records = keys.count
    summary.keys = keys
    return summary
  }

  /// The verdicts after reads whose pages have these keys and totals. If the check requests the first page again, it
  /// gets the read's page of `firstAgain`, or else the same page.
  private func verdicts(_ reads: [Pages], firstAgain: [Int: ([UInt64], Int)] = [:]) -> [PaginationCheck
    .Verdict]
  {
    var tally = PaginationCheck()
    return reads.enumerated().map { number, pages in
      tally.begin()
      for (keys, total) in pages { tally.add(Self.page(keys, total: total, pages: pages.count)) }
      if tally.wantsFirstPageAgain() {
        let (keys, total) = firstAgain[number] ?? (pages[0].0, pages.last?.1 ?? 0)
        tally.addFirstPageAgain(Self.page(keys, total: total, pages: pages.count))
      }
      return tally.verdict()
    }
  }

  private static func difference(_ counted: Int, _ listed: Int) -> PaginationCheck.Verdict {
    .countMismatch(PaginationCheck.Difference(counted: counted, listed: listed))
  }

  @Test func `a list with as many records as its count is complete`() {
    #expect(verdicts([[([1, 2], 5), ([3, 4], 5), ([5], 5)]]) == [.whole])
    #expect(verdicts([[([1, 2], 2)]]) == [.whole])
    #expect(verdicts([[([], 0)]]) == [.whole])
  }

  @Test func `a list without a count is accepted as it is`() {
    var tally = PaginationCheck()
    tally.begin()
    tally.add(Self.page([1, 2], total: nil))
    tally.add(Self.page([3], total: nil))
    #expect(tally.verdict() == .whole)
  }

  @Test func `a single page is compared with its count like several pages`() {
    #expect(verdicts([[([1, 2], 9)], [([1, 2, 3, 4, 5, 6, 7, 8, 9], 9)]]) == [.again, .whole])
    #expect(verdicts(Array(repeating: [([1, 2], 9)], count: 3)) == [.again, .again, Self.difference(9, 2)])
    #expect(verdicts(Array(repeating: [([1, 2], 1)], count: 3)) == [.again, .again, Self.difference(1, 2)])
  }

  @Test(arguments: [4, 6])
  func `a changed count leads to another read`(total: Int) {
    let whole: Pages = [([1, 2], total), ([3, 4], total), (total == 6 ? [5, 6] : [], total)]
    #expect(verdicts([[([1, 2], 5), ([3, 4], total), ([5], total)], whole]) == [.again, .whole])
  }

  @Test func `in a sorted list, added records are harmless and removed ones are not`() {
    let first: Pages = [([1, 2], 4), ([3, 4], 3)]
    #expect(
      verdicts([first, [([1, 2], 4), ([2, 3], 5), ([4], 5)]], firstAgain: [1: ([9, 1], 5)]) == [
        .again, .whole,
      ])
    #expect(verdicts([first, [([1, 2], 4), ([4], 3)]]) == [.again, .again])
  }

  @Test func `records behind one that has gone may be missing although all that came are known`() {
    // 1 goes and 7 comes at the end after the second page was read, so 5 is on no page.
    let moved: Pages = [([1, 2], 6), ([3, 4], 6), ([6, 7], 6)]
    let whole: Pages = [([2, 3], 6), ([4, 5], 6), ([6, 7], 6)]
    #expect(verdicts([moved, whole], firstAgain: [0: ([2, 3], 6)]) == [.again, .whole])
    // A list that never comes in one order is complete when another read has the same records.
    let other: Pages = [([7, 3], 6), ([2, 5], 6), ([4, 6], 6)]
    let mixed = [0: ([6, 4] as [UInt64], 6), 1: ([5, 2] as [UInt64], 6), 2: ([5, 6] as [UInt64], 6)]
    #expect(verdicts([whole, other], firstAgain: mixed) == [.again, .whole])
    #expect(verdicts([moved, other, whole], firstAgain: mixed) == [.again, .again, .whole])
  }

  @Test func `pages in another order each time are not taken for records with equal keys`() {
    // As many records come as are counted, but 6 is never among them.
    let reads: [Pages] = [
      [([1, 2], 6), ([3, 4], 6), ([5, 1], 6)], [([1, 2], 6), ([1, 3], 6), ([2, 4], 6)],
      [([5, 4], 6), ([5, 3], 6), ([4, 2], 6)], [([1, 3], 6), ([2, 1], 6), ([5, 3], 6)],
      [([2, 1], 6), ([4, 1], 6), ([2, 3], 6)],
    ]
    #expect(verdicts(reads) == [.again, .again, .again, .again, .unstable])
  }

  @Test func `records that come first push others onto further pages, and none is missed`() {
    let pages: Pages = [([1, 2, 3], 6), ([4, 5, 6], 6)]
    // 6 has changed and comes first now; or 7 and 8 were added.
    #expect(verdicts([pages], firstAgain: [0: ([6, 1, 2], 6)]) == [.whole])
    #expect(
      verdicts(
        [[([1, 2, 3], 6), ([4, 5, 6], 6)], [([1, 2, 3], 6), ([4, 5, 6], 6)]], firstAgain: [0: ([2, 3, 4], 6)])
        == [.again, .whole])
  }

  @Test func `a duplicate key means that another record is missing`() {
    #expect(
      verdicts([[([1, 2], 4), ([2, 3], 4)], [([1, 2], 4), ([3, 4], 4)]]) == [.again, .whole])
    #expect(
      verdicts([[([1, 2], 4), ([2, 3], 4)], [([4, 3], 4), ([3, 5], 4)]]) == [.again, .whole],
      "both reads together have all")
  }

  @Test func `a key that comes on two pages of each read, as counted, is of two records`() throws {
    let pages: Pages = [([1, 2], 4), ([2, 3], 4)]
    let verdicts = verdicts([pages, pages, pages])
    #expect(verdicts.prefix(2) == [.again, .again])
    guard case .countMismatch(let difference?) = try #require(verdicts.last) else {
      Issue.record("\(verdicts)")
      return
    }
    #expect(difference == .init(counted: 4, listed: 3, isOfEqualKeys: true))
  }

  @Test func `a wrong count is accepted when three reads agree`() {
    let short: Pages = [([1, 2], 9), ([3], 9)]
    #expect(verdicts(Array(repeating: short, count: 3)) == [.again, .again, Self.difference(9, 3)])
    let further: Pages = [([1, 2], 9), ([3, 4], 9)]
    #expect(
      verdicts([short, further, short, short]) == [.again, .again, .again, Self.difference(9, 4)],
      "of which the second read has one more")
  }

  @Test func `a list that never becomes stable is given up`() {
    let restless: Pages = [([1, 2], 4), ([3], 3)]
    let reads = Array(repeating: restless, count: PaginationCheck.maximumReads)
    #expect(
      verdicts(reads) == Array(repeating: .again, count: PaginationCheck.maximumReads - 1) + [.unstable])
  }

  @Test func `a record that moved to the first page is detected there`() {
    let first: Pages = [([1, 2], 4), ([4, 5], 4)]
    #expect(verdicts([first], firstAgain: [0: ([2, 3], 4)]) == [.again], "1 went, 5 came, and 3 slid")
    #expect(verdicts([first], firstAgain: [0: ([2, 1], 4)]) == [.whole], "another order alone")
    #expect(verdicts([first], firstAgain: [0: ([1, 2], 3)]) == [.again], "one went")
  }

  @Test func `keys read before a record moved are discarded`() {
    // 1 is deleted after the first page. The second read lacks 3, but together with the first it has enough keys.
    #expect(
      verdicts(
        [[([1, 2], 4), ([4, 5], 4)], [([2, 4], 4), ([4, 5], 4)]], firstAgain: [0: ([2, 3], 4)]) == [
          .again, .again,
        ])
  }

  /// The verdicts as of ``verdicts(_:firstAgain:)`` on reads that leave the rest of the list.
  private func beginnings(_ reads: [Pages], firstAgain: [UInt64]? = nil, isAtLimit: Bool = false)
    -> [PaginationCheck
    .Verdict]
  {
    var tally = PaginationCheck()
    return reads.map { pages in
      tally.begin()
      for (keys, total) in pages { tally.add(Self.page(keys, total: total, pages: 50)) }
      tally.leaveRest(isAtLimit: isAtLimit)
      if tally.wantsFirstPageAgain() {
        tally.addFirstPageAgain(Self.page(firstAgain ?? pages[0].0, total: pages.last?.1, pages: 50))
      }
      return tally.verdict()
    }
  }

  @Test func `the beginning of a list is whole if no record went meanwhile`() {
    #expect(beginnings([[([1, 2], 90)]]) == [.whole])
    #expect(beginnings([[([1, 2], 90), ([3, 4], 90)]]) == [.whole])
    #expect(beginnings([[([1, 2], 90), ([2, 3], 91)]], firstAgain: [9, 1]) == [.whole], "9 is new")
    #expect(beginnings([[([1, 2], 90), ([4, 5], 89)]]) == [.again], "3 slid to the first page")
    #expect(
      beginnings([[([1, 2], 90), ([4, 5], 90)]], firstAgain: [9, 1]) == [.again], "one went and 9 came")
    let equal: Pages = [([1, 2], 90), ([1, 2], 90)]
    #expect(beginnings([equal, equal, equal]) == [.again, .again, .repeating])
  }

  @Test
  func `beginnings of a list at its limit are compared with each other, because its count never changes`() {
    let lacking: Pages = [([1, 2], 90), ([3, 4], 90), ([6, 7], 90)]
    let whole: Pages = [([1, 2], 90), ([3, 5], 90), ([6, 7], 90)]
    #expect(beginnings([lacking, whole, whole], isAtLimit: true) == [.again, .again, .whole])
    #expect(beginnings([whole, whole], isAtLimit: true) == [.again, .whole])
    #expect(
      beginnings([[([1, 2], 90), ([3, 4], 90)]], isAtLimit: true) == [.whole], "the first page tells")
  }

  @Test func `a list whose pages are all the same is refused`() {
    let equal: Pages = [([1, 2], 4), ([1, 2], 4)]
    #expect(verdicts(Array(repeating: equal, count: 3)) == [.again, .again, .repeating])
  }

  @Test func `a repeated page of a list without a count is detected at once`() {
    var tally = PaginationCheck()
    tally.begin()
    let firsts = [[1, 2], [3, 4], [2, 1]].map { (keys: [UInt64]) in tally.add(Self.page(keys, total: nil)) }
    #expect(firsts == [false, false, true])
    #expect(tally.verdict() == .again)
  }

  @Test func `a list that keeps growing is given up`() {
    var tally = PaginationCheck()
    for read in 1...PaginationCheck.maximumReads {
      tally.begin()
      var (number, last) = (0, 1)
      while number < last {
        number += 1
        tally.add(Self.page([UInt64(number)], total: number + 1, pages: number + 1))
        last = tally.lastPage(of: number + 1)
      }
      #expect(number < 20)
      #expect(tally.verdict() == (read < PaginationCheck.maximumReads ? .again : .unstable))
    }
  }

  @Test func `each of several requests for the same rows has its own count`() {
    var tally = PaginationCheck()
    func count(_ total: Int, _ keys: [UInt64]) -> PageSummary.Count {
      PageSummary.Count(total: total, records: keys.count, keys: keys)
    }
    for pages in [
      [[0: count(3, [1, 2]), 1: count(3, [2, 3])], [0: count(3, [3]), 1: count(3, [1])]],
      [[0: count(3, [1, 2]), 1: count(3, [2, 3])], [0: count(3, [3]), 1: count(3, [2])]],
    ] {
      tally = PaginationCheck()
      tally.begin()
      for parts in pages {
        var page = PageSummary(pageInfo: PageSummary.PageInfo(totalNumber: 3, totalPages: 2))
        page.parts = parts
        tally.add(page)
      }
      #expect(tally.verdict() == (pages[1][1]?.keys == [1] ? .whole : .again))
    }
  }

  @Test func `rows missing from a request lead to new reads and are accepted in the end`() {
    var tally = PaginationCheck()
    let verdicts = (1...3).map { _ in
      tally.begin()
      tally.add(Self.page([1, 2], total: 2))
      return tally.verdict(unmatched: 1)
    }
    #expect(verdicts == [.again, .again, .countMismatch(nil)])
  }

  @Test func `without counts a list is complete`() {
    var tally = PaginationCheck()
    tally.begin()
    tally.add(Self.page([1], total: 5))
    tally.add(Self.page([1], total: 4))
    tally.forget()
    #expect(tally.verdict() == .whole)
  }

  @Test(
    arguments: [
      (0, 7, 1, 1, true), (0, 7, 0, 1, true), (0, 0, 1, 1, false), (0, 0, 0, 1, false), (4, 7, 1, 1, false),
      (0, 20, 3, 2, true),
      (0, 20, 2, 3, false), (1, 1, 2_147_483_648, 1, true), (9, 25, 3, 1, false), (10, 20, 2, 1, false),
      (10, 20, 4, 1, false), (10, 20, 5, 1, true),
    ])
  func `a page that contradicts its own counts is detected`(
    records: Int, counted: Int, pages: Int, number: Int, isContradiction: Bool
  ) {
    let info = PageSummary.PageInfo(totalNumber: counted, totalPages: pages)
    #expect((info.contradiction(records: records, onPage: number) != nil) == isContradiction)
  }
}
