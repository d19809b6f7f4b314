import Connector
import JSON
import Synchronization

/// What was looked up of the accounts' objects, once for all streams of a sync: what requests are about that are not
/// about an account as a whole, and the parts of accounts that are too large to be asked about at once.
final class ObjectDirectory: Sendable {
  /// The pages that it shares with streams.
  let pages: SharedPages
  private let entries = Mutex<[APIRequest: Entry]>([:])
  private let crowded = Mutex<Set<Crowd>>([])

  /// A list, known or being asked for.
  private final class Entry: Sendable {
    /// One asks, the others wait for what it learns.
    let turn = FlightSlots(1)
    let records = Mutex<[JSON]?>(nil)
  }

  private struct Crowd: Hashable {
    let account: AdvertiserID
    let level: DataLevel
  }

  init(pages: SharedPages) { self.pages = pages }

  /// What the requests of a stream are about, for an account.
  /// - Throws: `APIError`, `CancellationError`.
  func subjects(_ subject: Subject, of account: AdvertiserID) async throws -> [RequestSubject] {
    switch subject {
    case .objects(let list, let parameter, let count), .objectsByDays(let list, let parameter, let count):
      let ids = try await ids(in: list, of: account)
      return ids.chunks(of: count).map {
        RequestSubject($0, of: list, in: parameter, isSingle: count == 1)
      }
    case .goals: return try await goals(of: account)
    }
  }

  /// Notes that an account has more objects of a level than TikTok reports at a time.
  func noteCrowd(of account: AdvertiserID, at level: DataLevel) {
    _ = crowded.withLock { $0.insert(Crowd(account: account, level: level)) }
  }

  /// Whether an account is known to have too many objects of the level.
  func isCrowded(_ account: AdvertiserID, at level: DataLevel) -> Bool {
    crowded.withLock { $0.contains(Crowd(account: account, level: level)) }
  }

  /// The ids of an account's campaigns, or of the parts of some objects, deleted ones too.
  /// - Throws: `APIError`, `CancellationError`.
  func ids(of level: DataLevel, in objects: ObjectFilter? = nil, of account: AdvertiserID) async throws
    -> [String]
  {
    let path =
      switch level {
      case .advertiser, .campaign: "campaign/get/"
      case .adGroup: "adgroup/get/"
      case .ad: "ad/get/"
      }
    let id = level.idDimension.rawValue
    var filtering: JSONObject = ["primary_status": "STATUS_ALL"]
    if let objects { filtering[objects.field] = .array(objects.ids.map { .string($0) }) }
    // TopView and what was boosted in the app are told apart (§2 of the fact sheet).
    let kinds: [JSONObject] = [
      [:], ["buying_types": [.string(BuyingType.topView.rawValue)]], ["campaign_system_origins": ["PROMOTE"]],
    ]
    // A list that grows while its pages are read tells of some objects twice, whose rows must not come twice.
    var known: Set<String> = []
    var ids: [String] = []
    for kind in kinds {
      var filtering = filtering
      for member in kind.members { filtering[member.name] = member.value }
      let request = APIRequest(
        path,
        [
          .init("advertiser_id", account.text), .init("fields", .array([.string(id)])),
          .init("filtering", .object(filtering)),
          .init("page_size", String(kind["buying_types"] == nil ? 1000 : BuyingType.topViewPageSize)),
        ])
      let found = try await records(of: request, "list", .pages(1000)).compactMap { $0[id]?.id }
      ids += found.filter { known.insert($0).inserted }
    }
    return ids
  }

  private func ids(in list: ObjectList, of account: AdvertiserID) async throws -> [String] {
    var parameters: [APIRequest.Parameter] = [.init("advertiser_id", account.text)]
    if let size = list.paging.size { parameters.append(.init("page_size", String(size))) }
    let records = try await records(of: APIRequest(list.path, parameters), list.records, list.paging)
    return records.compactMap { record in
      if let condition = list.condition, record[condition] != true { return nil }
      return record[list.id]?.id
    }
  }

  /// The pairs of objective and optimization goal that the account's campaigns have.
  private func goals(of account: AdvertiserID) async throws -> [RequestSubject] {
    func records(_ path: String, _ fields: [String]) async throws -> [JSON] {
      let request = APIRequest(
        path,
        [
          .init("advertiser_id", account.text), .init("fields", .array(fields.map { .string($0) })),
          .init("page_size", "1000"),
        ])
      return try await self.records(of: request, "list", .pages(1000))
    }
    let campaigns = try await records("campaign/get/", ["campaign_id", "objective_type"])
    let objectives = Dictionary(
      campaigns.compactMap { campaign in
        campaign["campaign_id"]?.id.flatMap { id in campaign["objective_type"]?.string.map { (id, $0) } }
      }
    ) { first, _ in first }
    var pairs: Set<[String]> = []
    for group in try await records("adgroup/get/", ["campaign_id", "adgroup_id", "optimization_goal"]) {
      guard let objective = group["campaign_id"]?.id.flatMap({ objectives[$0] }),
        let goal = group["optimization_goal"]?.string, !goal.isEmpty
      else { continue }
      pairs.insert([objective, goal])
    }
    return pairs.sorted { $0.lexicographicallyPrecedes($1) }.map { pair in
      RequestSubject(
        parameters: [.init("objective_type", pair[0]), .init("optimization_goal", pair[1])],
        columns: ["objective_type": pair[0], "optimization_goal": pair[1]])
    }
  }

  /// All records of a list, asked for once.
  private func records(of request: APIRequest, _ name: String, _ paging: Paging) async throws -> [JSON] {
    let entry = entries.withLock { entries in
      let entry = entries[request] ?? Entry()
      entries[request] = entry
      return entry
    }
    return try await entry.turn.occupy {
      if let known = entry.records.withLock(\.self) { return known }
      let records = try await ask(for: request, name, paging)
      entry.records.withLock { $0 = records }
      return records
    }
  }

  /// All records of a list, asked for again where its pages do not fit together: an object that is missed here is
  /// missing from every part that it should be in.
  private func ask(for request: APIRequest, _ name: String, _ paging: Paging) async throws -> [JSON] {
    var tally = PageTally(tellsKeys: false)
    while true {
      tally.begin()
      let records = try await pages(of: request, name, paging, &tally)
      switch tally.verdict() {
      case .whole, .countedOtherwise: return records
      case .again: continue
      case .shifting: throw APIError(.shifting(reads: tally.reads), path: request.path)
      }
    }
  }

  private func pages(
    of request: APIRequest, _ name: String, _ paging: Paging, _ tally: inout PageTally
  ) async throws -> [JSON] {
    var records: [JSON] = []
    var number = 0
    while true {
      number += 1
      let page = try await pages.listing(paging.size == nil ? request : request.page(number), name, paging)
      records += page.records
      tally.add(PageSummary(pageInfo: page.info))
      guard number < page.info?.totalPages ?? 1 else { return records }
    }
  }
}

extension JSON {
  /// An id, which TikTok has been seen to send as a number.
  fileprivate var id: String? { string ?? number?.text }
}

extension Array {
  /// Its elements in runs of `count`, the last one perhaps shorter.
  func chunks(of count: Int) -> [[Element]] {
    stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
  }
}
