import JSON

/// A law about pages: a list that grows with every page comes to an end.
struct PagingLaws {
  private let run: SimulatedProcess.Run

  /// A list is followed for twice as many pages as its first page has announced, and a few more.
  private static let furtherPages = 10

  init(_ run: SimulatedProcess.Run) { self.run = run }

  func check() throws(Violation) {
    var furthest: [String: Int] = [:]
    for (list, number) in run.exchanges.compactMap(\.page) {
      furthest[list] = max(number, furthest[list] ?? 0)
    }
    for (list, page) in furthest where page > 2 + Self.furtherPages && !isOfParts(list) {
      guard let announced = announced(by: list) else { continue }
      try Violation.unless(
        page <= 2 * max(1, announced) + Self.furtherPages,
        "page \(page) of a list whose first page announces \(announced): \(list)")
    }
  }

  /// Whether a list is read in larger pages, too. The smaller ones are then parts of these, and are numbered accordingly.
  private func isOfParts(_ list: String) -> Bool {
    guard let own = Self.split(list) else { return false }
    return run.exchanges.contains { exchange in
      exchange.page.flatMap { Self.split($0.list) }.map { $0.list == own.list && $0.size > own.size } ?? false
    }
  }

  /// A list without its page size, which stands before the page.
  private static func split(_ list: String) -> (list: Substring, size: Int)? {
    let parts = list.split(separator: "&page_size=")
    guard parts.count == 2, let size = Int(parts[1].prefix { $0.isNumber }) else { return nil }
    return (parts[0], size)
  }

  /// The most pages that the first page of a list has announced; nil where none has, or one of them may be wrong.
  private func announced(by list: String) -> Int? {
    let firstPages = run.exchanges.filter { $0.page.map { $0.number == 1 && $0.list == list } ?? false }
    guard firstPages.allSatisfy({ !$0.fate.isDistorted || $0.fate == .distorted(.endless) }) else {
      return nil
    }
    return firstPages.compactMap { exchange -> Int? in
      let answer = try? JSON(parsing: String(exchange.answer.drop { $0 != "{" }))
      return answer?["data"]?["page_info"]?["total_page"]?.int
    }.max()
  }
}

extension SimulatedNetwork.Exchange {
  /// The list that the request is for, and the number of the page; nil where it is for no page.
  fileprivate var page: (list: String, number: Int)? {
    // It is the last parameter.
    guard let equals = url.utf8.lastIndex(of: ASCII.equals), url[..<equals].hasSuffix("&page"),
      let number = Int(url[url.utf8.index(after: equals)...])
    else { return nil }
    return (String(url[..<equals]), number)
  }
}
