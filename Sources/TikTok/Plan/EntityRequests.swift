import JSON

extension EntityEndpoint {
  /// The requests that together give an account's objects, or those that changed since a cursor (§2 of the fact
  /// sheet).
  /// - Parameters:
  ///   - account: whose objects.
  ///   - subject: what the requests are about.
  ///   - kind: of which campaigns, where the endpoint keeps their kinds apart.
  ///   - window: the days that they are about; nil where they are not about days.
  ///   - cursor: the newest change that is known already; nil for all objects.
  ///   - isDated: whether every object that is known already tells when it changed.
  ///   - today: for how long the API filters by time.
  ///   - includeDeleted: whether deleted objects are wanted.
  ///   - fields: the names of the members that are wanted; nil for all that there are.
  ///   - pageSize: as many records per page as are wanted, if the endpoint has so many; nil for all it has.
  /// - Returns: requests whose records do not overlap. Where they may, the later one leaves out what came
  ///   before.
  func requests(
    of account: AdvertiserID, about subject: RequestScope = .account, _ kind: CampaignKind = .standard,
    in window: DateWindow? = nil, since cursor: UTCTime?, isDated: Bool, today: Today, includeDeleted: Bool,
    fields: [String]?, pageSize: Int?
  ) -> [PlannedRequest] {
    func request(_ filtering: JSONObject, atMost size: Int? = nil) -> APIRequest {
      var parameters: [APIRequest.Parameter] = [.init("advertiser_id", account.text)] + subject.parameters
      if let window {
        let range: JSON = ["start_date": .string("\(window.start)"), "end_date": .string("\(window.end)")]
        parameters.append(.init("date_range", range))
      }
      if let fields { parameters.append(.init("fields", .array(fields.map { .string($0) }))) }
      if !filtering.isEmpty { parameters.append(.init("filtering", .object(filtering))) }
      if let most = paging.size {
        parameters.append(.init("page_size", String(min(pageSize ?? most, size ?? most, most))))
      }
      return APIRequest(path, parameters)
    }
    // Objects of Promote campaigns do not tell when they changed (1785880454546433): all come every time.
    let since = kind == .promote ? nil : cursor
    return alternatives(kind, includeDeleted).enumerated().flatMap { place, alternative in
      changes(alternative.filtering, since: since, isDated: isDated, today).map { filtering, filter in
        PlannedRequest(
          request(filtering, atMost: alternative.pageSize), filter: filter, paging: paging,
          columns: subject.columns, leavesOutKnown: place > 0)
      }
    }
  }

  /// The filters that together let all objects of a kind through, and how large their pages may be at most.
  private func alternatives(
    _ kind: CampaignKind, _ includeDeleted: Bool
  ) -> [(filtering: JSONObject, pageSize: Int?)] {
    let status = includeDeleted ? "STATUS_ALL" : "STATUS_NOT_DELETE"
    switch coverage {
    case .plain: return [([:], nil)]
    case .statuses: return [(CampaignKind.standard.listFilter(status), nil)]
    case .campaigns: return [(kind.listFilter(status), kind.listPageSize)]
    case .deletedApart(let name, let values):
      let undeleted: JSONObject = [name: .array(values.map { .string($0) })]
      guard includeDeleted else { return [(undeleted, nil)] }
      // Behind the others: what is deleted between the two requests is in both answers rather than in none.
      var deleted = undeleted
      deleted["primary_status"] = "STATUS_DELETE"
      return [(undeleted, nil), (deleted, nil)]
    }
  }

  /// The filters that together let through what changed since a cursor, and what their records are to be held
  /// against.
  private func changes(
    _ filtering: JSONObject, since cursor: UTCTime?, isDated: Bool, _ today: Today
  ) -> [(JSONObject, RecordFilter)] {
    guard let cursor else { return [(filtering, .everything)] }
    // Some Smart+ ads have no modify_time, and a filter by it passes over them (§2): where there are any, all ads
    // are asked for, and those without are handed on every time.
    let isRecent = cursor.seconds > today.seconds - Self.longestFilteredSpan
    guard changes == .atServer, isDated, isRecent else { return [(filtering, .since(cursor))] }
    // Whether manual objects' times are UTC is not certain (§6), and the filter may leave out the very second:
    // the API is asked for more, and the records are compared with the cursor, which is of their own kind.
    let after = cursor.advanced(by: -Self.largestZoneOffset)
    var modified = filtering
    modified["modified_after"] = .string(after.apiText)
    // The first ad without a modify_time shows by its birth.
    var created = filtering
    created["creation_filter_start_time"] = .string(after.apiText)
    return [(modified, .since(cursor)), (created, .undated)]
  }

  /// Six months at most are advised for time filters (§2); a margin for the shortest months.
  private static let longestFilteredSpan = 180 * 86400
  private static let largestZoneOffset = 14 * 3600
}
