import Connector
import JSON
import Synchronization

/// Looks up the accounts' objects, once for all streams of a sync: objects that requests have to name, and
/// objects by which accounts are read that are too large for one request.
final class ObjectLookup: Sendable {
  /// Pages of lists, shared with the streams that deliver these lists.
  let pages: PageCache
  /// The records of lists, or TikTok's refusals of them.
  private let lists = SingleFlight<APIRequest, Result<[JSON], APIError>>()
  private let truncated = Mutex<Set<TruncatedLevel>>([])

  private struct TruncatedLevel: Hashable {
    let account: AdvertiserID
    let level: DataLevel
  }

  private let log: any Log

  /// - Parameters:
  ///   - pages: asks.
  ///   - log: is told of lists whose count differs from what they list.
  init(pages: PageCache, log: any Log) {
    self.pages = pages
    self.log = log
  }

  /// The scopes of a stream's requests for an account.
  /// - Throws: `APIError`, `CancellationError`.
  func subjects(_ subject: ParentObjects, of account: AdvertiserID) async throws -> [RequestScope] {
    switch subject {
    case .objects(let list, let parameter, let count), .objectsByDays(let list, let parameter, let count):
      let found = try await objects(in: list, of: account)
      return found.chunks(of: count).map { chunk in
        var subject = RequestScope(chunk.map(\.id), of: list, in: parameter, isSingle: count == 1)
        subject.isDoubtful = chunk.contains(where: \.isDoubtful)
        return subject
      }
    case .goals: return try await goals(of: account)
    }
  }

  /// Notes that an account has more objects of a level than TikTok puts into one report.
  func markTruncated(of account: AdvertiserID, at level: DataLevel) {
    _ = truncated.withLock { $0.insert(TruncatedLevel(account: account, level: level)) }
  }

  /// Whether an account is known to have more objects of a level than TikTok puts into one report.
  func isTruncated(_ account: AdvertiserID, at level: DataLevel) -> Bool {
    truncated.withLock { $0.contains(TruncatedLevel(account: account, level: level)) }
  }

  /// The ids of an account's campaigns, or of the objects below some objects, including deleted ones: of one
  /// kind of campaigns, or of all.
  /// - Throws: `APIError`, `CancellationError`.
  func ids(
    of level: DataLevel, in objects: ObjectFilter? = nil, _ kind: CampaignKind? = nil,
    of account: AdvertiserID
  ) async throws -> [String] {
    let path: EndpointPath =
      switch level {
      case .advertiser, .campaign: .campaigns
      case .adGroup: .adGroups
      case .ad: .ads
      }
    let id = level.idDimension.rawValue
    // An object whose kind changes meanwhile is listed twice; its rows must not come twice.
    var known: Set<String> = []
    var ids: [String] = []
    for kind in kind.map({ [$0] }) ?? CampaignKind.allCases {
      var filtering = kind.listFilter("STATUS_ALL")
      if let objects { filtering[objects.field] = .array(objects.ids.map { .string($0) }) }
      let request = APIRequest(
        path,
        [
          .init("advertiser_id", account.text), .init("fields", .array([.string(id)])),
          .init("filtering", .object(filtering)),
          .init("page_size", String(kind.listPageSize ?? 1000)),
        ])
      let list = ObjectList(path, paging: .pages(1000), id: id)
      let found = try await records(of: request, in: list).compactMap { $0[id]?.idText }
      ids += found.filter { known.insert($0).inserted }
    }
    return ids
  }

  /// An account's ad groups with some of their fields, deleted ones included.
  /// - Throws: `APIError`, `CancellationError`.
  func adGroups(of account: AdvertiserID, fields: [String]) async throws -> [JSON] {
    let request = APIRequest(
      .adGroups,
      [
        .init("advertiser_id", account.text), .init("fields", .array(fields.map { .string($0) })),
        .init("filtering", .object(CampaignKind.standard.listFilter("STATUS_ALL"))),
        .init("page_size", "1000"),
      ])
    return try await records(of: request, in: ObjectList(.adGroups, paging: .pages(1000), id: fields[0]))
  }

  private func objects(
    in list: ObjectList, of account: AdvertiserID
  ) async throws -> [(id: String, isDoubtful: Bool)] {
    var parameters: [APIRequest.Parameter] = [.init("advertiser_id", account.text)]
    if let size = list.paging.size { parameters.append(.init("page_size", String(size))) }
    let records = try await records(of: APIRequest(list.path, parameters), in: list)
    return records.compactMap { record in
      record[list.id]?.idText.map { id in (id, list.assurance.map { record[$0] != true } ?? false) }
    }
  }

  /// The pairs of objective and optimization goal of the account's campaigns.
  private func goals(of account: AdvertiserID) async throws -> [RequestScope] {
    func records(_ path: EndpointPath, _ fields: [String]) async throws -> [JSON] {
      let request = APIRequest(
        path,
        [
          .init("advertiser_id", account.text), .init("fields", .array(fields.map { .string($0) })),
          .init("page_size", "1000"),
        ])
      return try await self.records(of: request, in: ObjectList(path, paging: .pages(1000), id: fields[0]))
    }
    let campaigns = try await records(.campaigns, ["campaign_id", "objective_type"])
    let objectives = Dictionary(
      campaigns.compactMap { campaign in
        campaign["campaign_id"]?.idText.flatMap { id in campaign["objective_type"]?.string.map { (id, $0) } }
      }
    ) { first, _ in first }
    var pairs: Set<[String]> = []
    for group in try await records(.adGroups, ["adgroup_id", "campaign_id", "optimization_goal"]) {
      guard let objective = group["campaign_id"]?.idText.flatMap({ objectives[$0] }),
        let goal = group["optimization_goal"]?.string, !goal.isEmpty
      else { continue }
      pairs.insert([objective, goal])
    }
    return pairs.sorted { $0.lexicographicallyPrecedes($1) }.map { pair in
      RequestScope(
        parameters: [.init("objective_type", pair[0]), .init("optimization_goal", pair[1])],
        columns: ["objective_type": pair[0], "optimization_goal": pair[1]])
    }
  }

  /// All records of a list, asked for once, even if TikTok refuses it.
  private func records(of request: APIRequest, in list: ObjectList) async throws -> [JSON] {
    try await lists.value(of: request) {
      do {
        return .success(try await ask(for: request, in: list))
      } catch let error as APIError where error.kind == .skip {
        return .failure(error)
      }
    }.get()
  }

  /// All records of a list. It is read again where its pages do not fit together, because an object that is
  /// missed here would be missing from its part of the report.
  private func ask(for request: APIRequest, in list: ObjectList) async throws -> [JSON] {
    var tally = PaginationCheck()
    // Several reads together may have records that each of them missed.
    var known: Set<String> = []
    var records: [JSON] = []
    while true {
      tally.begin()
      records += try await pages(of: request, in: list, &tally).filter { record in
        record[list.id]?.idText.map { known.insert($0).inserted } ?? true
      }
      switch tally.verdict() {
      case .whole: return records
      case .countMismatch(let difference):
        if let difference { log.log(.warning, ListNotice.countMismatch(difference, request)) }
        return records
      case .again: continue
      case .unstable: throw APIError(.unstable(reads: tally.reads), path: request.path)
      case .repeating:
        throw APIError(.page(.unexpectedShape("its pages repeat each other")), path: request.path)
      }
    }
  }

  private func pages(
    of request: APIRequest, in list: ObjectList, _ tally: inout PaginationCheck
  ) async throws -> [JSON] {
    guard list.paging.size != nil else {
      return try await pages.listings(request, list.records, list.paging).pages.flatMap(\.records)
    }
    var records: [JSON] = []
    var request = request
    var number = 0
    var last = 1
    while number < last {
      number += 1
      let found = try await pages.listings(request.page(number), list.records, list.paging)
      for page in found.pages {
        records += page.records
        tally.add(page.summary(of: list))
        last = tally.lastPage(of: page.pageInfo?.totalPages ?? 1)
      }
      if number == 1 {
        request = found.request(like: request)
        number = found.next - 1
      }
    }
    if tally.wantsFirstPageAgain() {
      for page in try await pages.listings(request.page(1), list.records, list.paging).pages {
        tally.addFirstPageAgain(page.summary(of: list))
      }
    }
    return records
  }
}

extension Listing {
  /// What the page says about the list's records, identified by their ids.
  fileprivate func summary(of list: ObjectList) -> PageSummary {
    var summary = PageSummary(records: records.count, pageInfo: pageInfo)
    summary.keys = records.compactMap { record in
      record[list.id]?.idText.map { id in FNV1a.hash(Array(id.utf8)) }
    }
    return summary
  }
}
