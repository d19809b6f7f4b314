import HTTP
import JSON
import Synchronization

/// Pages of lists that one stream of a sync hands on and others look ids up in: each is asked for once, by whoever
/// comes first.
///
/// The stream leaves the ids for those who look up; they keep the page for the stream, as long as there is room.
final class PageCache: Sendable {
  private let client: APIClient
  private let lists: [String: ObjectList]
  private let entries = Mutex<[APIRequest: Entry]>([:])
  /// Bytes of pages that wait for their stream.
  private let kept = Mutex(0)

  /// The most bytes that wait. What goes beyond is asked for again.
  private static let room = 4_000_000

  /// A page that somebody asks for, or has asked for.
  private final class Entry: Sendable {
    /// One asks, the other waits for what comes of it.
    let turn = ConcurrencyLimiter(1)
    let find = Mutex<Find?>(nil)
  }

  /// What is there for whoever comes second.
  private enum Find {
    case page(Page)
    case listing(Listing)
  }

  /// - Parameters:
  ///   - client: asks.
  ///   - lists: what is both handed on and looked up in the sync.
  init(client: APIClient, lists: [ObjectList]) {
    self.client = client
    self.lists = Dictionary(lists.map { ($0.path, $0) }) { first, _ in first }
  }

  /// A page for the stream that hands it on; of other lists, as ``APIClient/page(_:untilTimeout:reading:)`` gives it.
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

  /// What a page lists, for who looks objects up; in smaller pages where TikTok takes too long for it. `name` is the
  /// array that holds the records.
  /// - Throws: `APIError`; `CancellationError`.
  func listings(_ request: APIRequest, _ name: String, _ paging: Paging) async throws -> [Listing] {
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

  /// What the entry holds, which is used once: who asks again wants to know what has changed.
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

/// What a page of a list tells.
struct Listing: ListedPage {
  let records: [JSON]
  /// How many there are in all, where they come in pages.
  var pageInfo: PageSummary.PageInfo?

  var listed: Int { records.count }

  /// With no more of each record than looking it up takes.
  func narrowed(to list: ObjectList) -> Listing {
    let names = [list.id, list.assurance].compactMap(\.self)
    let records = records.map { record in
      JSON.object(JSONObject(names.compactMap { name in record[name].map { .init(name, $0) } }))
    }
    return Listing(records: records, pageInfo: pageInfo)
  }
}

extension Page {
  /// The records of a list, and how many there are where they come in pages.
  /// - Throws: `APIError`, also where a list that comes in pages does not tell how many: the rest would be missing.
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
    return Listing(records: records, pageInfo: counts)
  }
}
