import JSON

extension EntityEndpoint {
  /// The requests that together return an account's objects, or those that changed since a cursor (§2 of the fact
  /// sheet).
  /// - Parameters:
  ///   - account: whose objects.
  ///   - subject: the whole account, or the objects that the requests are about.
  ///   - kind: the kind of campaigns, where the endpoint keeps kinds apart.
  ///   - window: the days that the requests are about; nil if they are not about days.
  ///   - cursor: the newest change that has been read; nil for all objects.
  ///   - isDated: whether every object that has been read says when it changed.
  ///   - today: the API filters by time only for the last months.
  ///   - includeDeleted: whether deleted objects are wanted.
  ///   - fields: names of members; nil for all.
  ///   - pageSize: the records per page, if the endpoint allows so many; nil for as many as it allows.
  ///   - sorts: whether the API is asked for the newest changes first, where it can be.
  /// - Returns: requests whose records do not overlap, except for those that leave out what earlier ones returned.
  func requests(
    of account: AdvertiserID, about subject: RequestScope = .account, _ kind: CampaignKind = .standard,
    in window: DateWindow? = nil, since cursor: UTCTime?, isDated: Bool, today: Today, includeDeleted: Bool,
    fields: [String]?, pageSize: Int?, sorts: Bool = true
  ) -> [PlannedRequest] {
    // Full reads ask for the order too, because they show whether it is kept.
    let sortField: String? = if sorts, case .newestFirst(let field, _) = changes { field } else { nil }
    func request(_ filtering: JSONObject, of alternative: Alternative) -> APIRequest {
      var parameters: [APIRequest.Parameter] = [.init("advertiser_id", account.text)] + subject.parameters
      parameters += alternative.parameters
      if let window {
        let range: JSON = ["start_date": .string("\(window.start)"), "end_date": .string("\(window.end)")]
        parameters.append(.init("date_range", range))
      }
      if let fields { parameters.append(.init("fields", .array(fields.map { .string($0) }))) }
      if !filtering.isEmpty { parameters.append(.init("filtering", .object(filtering))) }
      // Beside `filtering`, and always descending (1740050472224769).
      if let sortField { parameters.append(.init("sort_field", sortField)) }
      if let most = paging.size {
        parameters.append(
          .init("page_size", String(min(pageSize ?? most, alternative.pageSize ?? most, most))))
      }
      return APIRequest(path, parameters)
    }
    // Objects of Promote campaigns do not say when they changed (1785880454546433): all are read every time.
    let since = kind == .promote ? nil : cursor
    return alternatives(kind, includeDeleted).enumerated().flatMap { place, alternative in
      changes(alternative.filtering, since: since, isDated: isDated, today).map { filtering, filter in
        PlannedRequest(
          request(filtering, of: alternative), filter: filter, paging: alternative.paging ?? paging,
          columns: subject.columns, mayOverlap: place > 0,
          isNewestFirst: sortField != nil, stopsAtCursor: sortField != nil && since != nil && isDated)
      }
    }
  }

  /// One of the requests that together return all objects.
  private struct Alternative {
    var parameters: [APIRequest.Parameter] = []
    var filtering: JSONObject = [:]
    /// The largest size of its pages, where that is not the endpoint's.
    var pageSize: Int?
    /// How its answer is divided, where that is not as the endpoint's other ones.
    var paging: Paging?
  }

  /// The requests that together return all objects of a kind.
  private func alternatives(_ kind: CampaignKind, _ includeDeleted: Bool) -> [Alternative] {
    let status = includeDeleted ? "STATUS_ALL" : "STATUS_NOT_DELETE"
    switch coverage {
    case .plain: return [Alternative()]
    case .statuses: return [Alternative(filtering: CampaignKind.standard.listFilter(status))]
    case .campaigns: return [Alternative(filtering: kind.listFilter(status), pageSize: kind.listPageSize)]
    case .deletedApart(let name, let values):
      let undeleted: JSONObject = [name: .array(values.map { .string($0) })]
      guard includeDeleted else { return [Alternative(filtering: undeleted)] }
      // After the others: what is deleted between the two requests is then in both answers rather than in none.
      var deleted = undeleted
      deleted["primary_status"] = "STATUS_DELETE"
      return [Alternative(filtering: undeleted), Alternative(filtering: deleted)]
    case .valuesApart(let name, let values):
      let all = Alternative(paging: paging.size.map { .miscountedPages($0) })
      return values.map { Alternative(parameters: [.init(name, $0)]) } + [all]
    }
  }

  /// The filters that together admit what changed since a cursor, each with the filter for its records.
  private func changes(
    _ filtering: JSONObject, since cursor: UTCTime?, isDated: Bool, _ today: Today
  ) -> [(JSONObject, RecordFilter)] {
    guard let cursor else { return [(filtering, .everything)] }
    // Some Smart+ ads have no modify_time, and a filter by it leaves them out (§2). If there are any, all ads are
    // requested, and those without are written every time.
    let isRecent = cursor.seconds > today.seconds - Self.longestFilteredSpan
    guard changes == .atServer, isDated, isRecent else { return [(filtering, .since(cursor))] }
    // It is not certain that manual objects' times are UTC (§6), and the filter may leave out the second itself. So
    // the API is asked for more, and the records are compared with the cursor, which came from such a record.
    let after = cursor.advanced(by: -Self.largestZoneOffset)
    var modified = filtering
    modified["modified_after"] = .string(after.apiText)
    // A new ad without a modify_time is found by its creation.
    var created = filtering
    created["creation_filter_start_time"] = .string(after.apiText)
    return [(modified, .since(cursor)), (created, .undated)]
  }

  /// TikTok advises at most six months for time filters (§2). The shortest six have 181 days.
  private static let longestFilteredSpan = 180 * 86400
  private static let largestZoneOffset = 14 * 3600
}
