import Testing

@testable import TikTok

/// Lists that change while they are read.
struct PageTallyTests {
  private static func page(_ keys: [UInt64], total: Int) -> PageSummary {
    var summary = PageSummary(pageInfo: PageSummary.PageInfo(totalNumber: total))
    summary.keys = keys
    return summary
  }

  /// The verdicts after reads whose pages have these keys and totals.
  private func verdicts(_ reads: [[([UInt64], Int)]], tellsKeys: Bool = true) -> [PageTally.Verdict] {
    var tally = PageTally(tellsKeys: tellsKeys)
    return reads.map { pages in
      tally.begin()
      for (keys, total) in pages { tally.add(Self.page(keys, total: total)) }
      return tally.verdict()
    }
  }

  @Test func `pages that fit together are whole`() {
    #expect(verdicts([[([1, 2], 5), ([3, 4], 5), ([5], 5)]]) == [.whole])
    #expect(verdicts([[([1, 2], 2)]]) == [.whole])
    #expect(verdicts([[([], 9)]]) == [.whole], "a single page is what it is")
  }

  @Test(arguments: [4, 6])
  func `another number of records means another read`(total: Int) {
    let whole: [([UInt64], Int)] = [([1, 2], total), ([3, 4], total), ([5, 6], total)]
    #expect(verdicts([[([1, 2], 5), ([3, 4], total), ([5], total)], whole]) == [.again, .whole])
    #expect(
      verdicts([[([1, 2], 5), ([3, 4], total)], whole], tellsKeys: false) == [.again, .whole])
  }

  @Test func `in order, records that come in do no harm, and records that go do`() {
    let first: [([UInt64], Int)] = [([1, 2], 4), ([3, 4], 3)]
    #expect(verdicts([first, [([1, 2], 4), ([2, 3], 5), ([4], 5)]]) == [.again, .whole])
    #expect(verdicts([first, [([1, 2], 4), ([4], 3)]]) == [.again, .again])
  }

  @Test func `a key that comes twice stands for one that does not come`() {
    #expect(
      verdicts([[([1, 2], 4), ([2, 3], 4)], [([1, 2], 4), ([3, 4], 4)]]) == [.again, .whole])
    #expect(
      verdicts([[([1, 2], 4), ([2, 3], 4)], [([4, 3], 4), ([3, 4], 4)]]) == [.again, .whole],
      "both reads together have all")
  }

  @Test func `a list that counts otherwise is read twice, not again and again`() {
    let short: [([UInt64], Int)] = [([1, 2], 9), ([3], 9)]
    #expect(verdicts([short, short]) == [.again, .countedOtherwise])
  }

  @Test func `an end is put to a list that never stands still`() {
    let restless: [([UInt64], Int)] = [([1, 2], 4), ([3], 3)]
    let reads = Array(repeating: restless, count: PageTally.maximumReads)
    #expect(
      verdicts(reads) == Array(repeating: .again, count: PageTally.maximumReads - 1) + [.shifting])
  }

  @Test func `each of several requests for the same rows has a number of its own`() {
    var tally = PageTally(tellsKeys: false)
    for totals in [[[0: 4, 1: 5], [0: 4, 1: 5]], [[0: 4, 1: 5], [0: 4, 1: 4]]] {
      tally.begin()
      for numbers in totals {
        var page = PageSummary(pageInfo: PageSummary.PageInfo(totalNumber: 4))
        page.totals = numbers
        tally.add(page)
      }
      #expect(tally.verdict() == (totals[1][1] == 5 ? .whole : .again))
    }
  }

  @Test func `what says nothing is whole`() {
    var tally = PageTally(tellsKeys: true)
    tally.begin()
    tally.add(Self.page([1], total: 5))
    tally.add(Self.page([1], total: 4))
    tally.forget()
    #expect(tally.verdict() == .whole)
  }
}
