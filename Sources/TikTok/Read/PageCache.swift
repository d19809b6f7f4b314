import HTTP
import JSON
import Synchronization

/// Pages of lists that one stream of a sync delivers and other streams look ids up in. Each page is requested
/// once.
///
/// A stream that reads a page keeps its ids for the look-up. A look-up that comes first keeps the page for
/// the stream, if there is room.
final class PageCache: Sendable {
  private let client: APIClient
  private let lists: [String: ObjectList]
  private let entries = Mutex<[APIRequest: Entry]>([:])
  /// Bytes of pages that are kept for their streams.
  private let kept = Mutex(0)

  /// The most bytes that are kept. Pages beyond that are requested again.
  private static let room = 4_000_000

  /// A page that is being requested, or has been.
  private final class Entry: Sendable {
    /// One task requests the page, the other waits for it.
    let turn = ConcurrencyLimiter(1)
    let find = Mutex<Find?>(nil)
  }

  /// What is kept for the second user.
  private enum Find {
    case page(Page)
    case listing(Listing)
  }

  /// - Parameters:
  ///   - client: asks.
  ///   - lists: those that the sync both delivers and looks ids up in.
  init(client: APIClient, lists: [ObjectList]) {
    self.client = client
    self.lists = Dictionary(lists.map { ($0.path.rawValue, $0) }) { first, _ in first }
  }

  /// A page for the stream that delivers it. Pages of other lists come from
  /// ``APIClient/page(_:untilTimeout:reading:)``.
  func page<Value: Sendable>(
    _ request: APIRequest, untilTimeout: Bool, reading: @escaping @Sendable (Page) async throws -> Value
  ) async throws -> Value {
    guard let list = lists[request.path] else {
      return try await client.page(request, untilTimeout: untilTimeout, reading: reading)
    }
    let entry = entry(request)
    return try await entry.turn.occupy {
      if case .page(let page) = take(entry) { return try await reading(page) }
      return try await client.page(request, untilTimeout: untilTimeout) { page in
        let value = try await reading(page)
        let listing = try page.listing(list.records, list.paging).narrowed(to: list)
        entry.find.withLock { $0 = .listing(listing) }
        return value
      }
    }
  }

  /// The records of a page, for looking up objects; in smaller pages where TikTok takes too long. `name` is
  /// the array that has the records.
  /// - Throws: `APIError`; `CancellationError`.
  func listings(_ request: APIRequest, _ name: String, _ paging: Paging) async throws -> PageParts<Listing> {
    try await request.inSmallerPages { request, untilTimeout in
      try await listing(request, name, paging, untilTimeout: untilTimeout)
    }
  }

  private func listing(
    _ request: APIRequest, _ name: String, _ paging: Paging, untilTimeout: Bool
  ) async throws -> Listing {
    guard lists[request.path] != nil else {
      return try await client.page(request, untilTimeout: untilTimeout) { page in
        try page.listing(name, paging)
      }
    }
    let entry = entry(request)
    return try await entry.turn.occupy {
      if case .listing(let listing) = take(entry) { return listing }
      return try await client.page(request, untilTimeout: untilTimeout) { [self] page in
        let listing = try page.listing(name, paging)
        keep(page, in: entry)
        return listing
      }
    }
  }

  private func entry(_ request: APIRequest) -> Entry {
    entries.withLock { entries in
      let entry = entries[request] ?? Entry()
      entries[request] = entry
      return entry
    }
  }

  /// What the entry holds, which is used once: a second request is for what has changed.
  private func take(_ entry: Entry) -> Find? {
    let find = entry.find.withLock { find in
      defer { find = nil }
      return find
    }
    if case .page(let page) = find { kept.withLock { $0 -= page.body.bytes.count } }
    return find
  }

  private func keep(_ page: Page, in entry: Entry) {
    let size = page.body.bytes.count
    let fits = kept.withLock { kept in
      guard kept + size <= Self.room else { return false }
      kept += size
      return true
    }
    if fits { entry.find.withLock { $0 = .page(page) } }
  }
}

/// The records of a page of a list.
struct Listing: ListedPage {
  let records: [JSON]
  /// The number of records and pages, where the list has pages.
  var pageInfo: PageSummary.PageInfo?
  var pageSize: Int?

  var listed: Int { records.count }

  /// The same records, reduced to the members that look-ups need.
  func narrowed(to list: ObjectList) -> Listing {
    let names = [list.id, list.assurance].compactMap(\.self)
    let records = records.map { record in
      JSON.object(JSONObject(names.compactMap { name in record[name].map { .init(name, $0) } }))
    }
    return Listing(records: records, pageInfo: pageInfo, pageSize: pageSize)
  }
}

extension Page {
  /// The records of a list's page, and the list's number of records and pages.
  /// - Throws: `APIError`, also where a list with pages does not say how many there are, because the rest
  ///   would be missing.
  fileprivate func listing(_ name: String, _ paging: Paging) throws(APIError) -> Listing {
    let data = try document()
    guard let records = data[name]?.array else {
      throw APIError(.page(.unexpectedShape("it has no array `data.\(name)`")), path: request.path)
    }
    guard paging.isCounted else { return Listing(records: records) }
    guard let info = data["page_info"], let pages = info["total_page"]?.int else {
      throw APIError(.page(.unexpectedShape("it has no `page_info`")), path: request.path)
    }
    let counts = PageSummary.PageInfo(totalNumber: info["total_number"]?.int, totalPages: pages)
    if let problem = counts.contradiction(records: records.count, onPage: number) {
      throw APIError(.page(.unexpectedShape(problem)), path: request.path)
    }
    return Listing(records: records, pageInfo: counts, pageSize: info["page_size"]?.int)
  }
}
