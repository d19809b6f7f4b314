/// A page of a list that may come in pages.
protocol ListedPage: Sendable {
  /// Records in the answer.
  var listed: Int { get }
  /// How many there are in all; nil where the page does not say.
  var pageInfo: PageSummary.PageInfo? { get set }
  /// `page_size` of the answer, which may be less than was asked for; nil if the answer does not say.
  var pageSize: Int? { get }
}

extension PageSummary: ListedPage {
  var listed: Int { records }
}

extension APIRequest {
  /// The smaller pages that together have the records of this one; nil for a page of one record, which has
  /// none.
  var smallerPages: [APIRequest]? {
    guard let size = pageSize, size > 1,
      let count = (2...10).first(where: size.isMultiple)
    else { return nil }
    let first = (number - 1) * count + 1
    return (first..<first + count).map { with("page_size", String(size / count)).page($0) }
  }

  /// Its page's number in its list, from 1.
  var number: Int { self["page"].flatMap { Int($0) } ?? 1 }

  /// The records that its page has room for; nil where it does not say.
  var pageSize: Int? { self["page_size"].flatMap { Int($0) } }

  /// Reads a page, or the smaller pages in its place where TikTok takes too long: the same request must not
  /// time out again (1757262274182145). Records keep their places, so that none is lost and none comes twice.
  /// - Parameter read: reads a page. Its second argument is whether a time-out ends the request at once,
  ///   because there are smaller pages.
  /// - Returns: the pages that were read. Each counts the pages of the list in pages of this one's size, or of the capped
  ///   size.
  /// - Throws: what `read` throws.
  func inSmallerPages<Page: ListedPage>(
    _ read: (APIRequest, _ untilTimeout: Bool) async throws -> Page
  ) async throws -> PageParts<Page> {
    guard let parts = smallerPages else { return PageParts(try await read(self, false), of: self) }
    do {
      return PageParts(try await read(self, true), of: self)
    } catch let error as APIError where error.excess == .time {
      var pages: [Page] = []
      for (place, part) in parts.enumerated() {
        let own = try await part.inSmallerPages(read)
        pages += own.pages
        if let cap = own.cap {
          // This part and those behind it would begin at other records.
          let done = cap.isWhole ? place + 1 : place
          let rest = try await self.rest(behind: done, of: parts.count, in: cap, read)
          return PageParts(pages: pages + rest.pages, cap: rest.cap)
        }
        guard own.pages.goOn(behind: part) else { break }
      }
      return PageParts(pages: pages.grouped(by: parts.count), cap: nil)
    }
  }

  /// Reads what its page has behind so many of its parts, in pages of a capped size that have not been read.
  private func rest<Page: ListedPage>(
    behind parts: Int, of count: Int, in cap: PageParts<Page>.Cap,
    _ read: (APIRequest, _ untilTimeout: Bool) async throws -> Page
  ) async throws -> PageParts<Page> {
    var (pages, cap) = ([Page](), cap)
    let size = pageSize ?? cap.size
    let start = (number - 1) * size + parts * (size / count)
    let last = (number * size + cap.size - 1) / cap.size
    for number in stride(from: start / cap.size + 1, through: last, by: 1)
    where number <= cap.pages && !cap.read.contains(number) {
      let request = with("page_size", String(cap.size)).page(number)
      let own = try await request.inSmallerPages(read).pages
      pages += own
      cap.read.insert(number)
      guard own.goOn(behind: request) else { break }
    }
    cap.isWhole = true
    return PageParts(pages: pages, cap: cap)
  }
}

/// The pages that were read for a request: its own, or smaller ones in its place.
struct PageParts<Page: ListedPage>: Sendable {
  let pages: [Page]
  /// nil where pages are as large as asked for.
  let cap: Cap?

  /// TikTok gives smaller pages than asked for. Further ones are asked for in this size, because those in place of one that
  /// times out would begin at other records otherwise.
  struct Cap: Sendable {
    let size: Int
    /// How many pages of this size the list has; as many as possible where nothing tells.
    let pages: Int
    /// The numbers of those that were read.
    var read: Set<Int>
    /// Whether all records that the request has room for were read, not only those on its own page.
    var isWhole = false
  }
}

extension PageParts {
  /// The answer to a request.
  init(_ page: Page, of request: APIRequest) {
    let cap = page.cap(of: request).map { size in
      Cap(size: size, pages: page.pageInfo?.totalPages ?? .max, read: [request.number])
    }
    self.init(pages: [page], cap: cap)
  }

  /// The request for further pages of the list that `request` is for.
  func request(like request: APIRequest) -> APIRequest {
    cap.map { request.with("page_size", String($0.size)) } ?? request
  }

  /// The number of the next page, behind the first one.
  var next: Int { (cap?.read.max() ?? 1) + 1 }
}

extension ListedPage {
  /// The size of the page where it is less than asked for; nil also where it does not fit the counts.
  fileprivate func cap(of request: APIRequest) -> Int? {
    guard let size = pageSize, size >= 1, let asked = request.pageSize, size < asked else { return nil }
    guard let info = pageInfo else { return size }
    guard let total = info.totalNumber, info.totalPages == (total + size - 1) / size else { return nil }
    return size
  }
}

extension Page {
  /// Its number in its list, from 1.
  var number: Int { request.number }
}

extension Array where Element: ListedPage {
  /// The same pages, which count those of their list in pages that are `count` times as large.
  fileprivate func grouped(by count: Int) -> [Element] {
    map { page in
      var page = page
      let pages = page.pageInfo?.totalPages ?? 0
      page.pageInfo?.totalPages = (pages + count - 1) / count
      return page
    }
  }

  /// Whether there are pages after the one that these stand for.
  fileprivate func goOn(behind page: APIRequest) -> Bool {
    guard let info = last?.pageInfo else {
      return reduce(0) { $0 + $1.listed } >= page.pageSize ?? 1
    }
    return page.number < info.totalPages
  }
}
