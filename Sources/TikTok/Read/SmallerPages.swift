/// A page of a list that may come in pages.
protocol ListedPage: Sendable {
  /// Records in the answer.
  var listed: Int { get }
  /// How many there are in all; nil where the page does not say.
  var pageInfo: PageSummary.PageInfo? { get set }
}

extension PageSummary: ListedPage {
  var listed: Int { records }
}

extension APIRequest {
  /// The smaller pages that together have the records of this one; nil for a page of one record, which has
  /// none.
  var smallerPages: [APIRequest]? {
    guard let size = self["page_size"].flatMap({ Int($0) }), size > 1,
      let count = (2...10).first(where: size.isMultiple)
    else { return nil }
    let first = (number - 1) * count + 1
    return (first..<first + count).map { with("page_size", String(size / count)).page($0) }
  }

  /// Its page's number in its list, from 1.
  var number: Int { self["page"].flatMap { Int($0) } ?? 1 }

  /// Reads a page, or the smaller pages in its place where TikTok takes too long: the same request must not
  /// time out again (1757262274182145). Records keep their places, so that none is lost and none comes twice.
  /// - Parameter read: reads a page. Its second argument is whether a time-out ends the request at once,
  ///   because there are smaller pages.
  /// - Returns: the pages that were read. Each counts the pages of the list in pages of this one's size.
  /// - Throws: what `read` throws.
  func inSmallerPages<Page: ListedPage>(
    _ read: (APIRequest, _ untilTimeout: Bool) async throws -> Page
  ) async throws -> [Page] {
    guard let parts = smallerPages else { return [try await read(self, false)] }
    do {
      return [try await read(self, true)]
    } catch let error as APIError where error.excess == .time {
      var pages: [Page] = []
      for part in parts {
        let own = try await part.inSmallerPages(read)
        pages += own
        guard own.goOn(behind: part) else { break }
      }
      for index in pages.indices { pages[index].pageInfo?.group(by: parts.count) }
      return pages
    }
  }
}

extension Page {
  /// Its number in its list, from 1.
  var number: Int { request.number }
}

extension Array where Element: ListedPage {
  /// Whether there are pages after the one that these stand for.
  fileprivate func goOn(behind page: APIRequest) -> Bool {
    guard let info = last?.pageInfo else {
      return reduce(0) { $0 + $1.listed } >= page["page_size"].flatMap { Int($0) } ?? 1
    }
    return page.number < info.totalPages
  }
}

extension PageSummary.PageInfo {
  /// Counts in pages that are `count` times as large.
  fileprivate mutating func group(by count: Int) { totalPages = (totalPages + count - 1) / count }
}
