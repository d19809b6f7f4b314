import Connector

/// The smaller slices of a slice, as far as the account's campaigns and other objects have to be looked up for them.
struct SliceDivision: Sendable {
  let plan: StreamPlan
  let objects: ObjectLookup
  let kinds: CampaignKindLookup
  let refusals: RefusalLog
  let log: StreamLog

  /// One slice for each kind of campaigns that the account has, as far as TikTok gives the stream their records; the
  /// slice itself where the stream does not keep them apart.
  /// - Throws: ``SliceFailure``, `CancellationError`.
  func byKind(_ slice: Slice) async throws -> [Slice] {
    guard plan.kinds.count > 1 else { return [slice] }
    let found = try await kinds(of: slice)
    return found.map { kind in
      var part = slice.narrowed(to: kind)
      part.hasSiblings = found.count > 1
      return part
    }
  }

  private func kinds(of slice: Slice) async throws -> [CampaignKind] {
    guard let account = slice.account else { return plan.kinds }
    let refused = refusals.known.kinds[account.id] ?? [:]
    return try await slice.attributing {
      if plan.configuration.includePromote, let problem = plan.stream.report?.reasonWithoutPromote,
        try await kinds.has(.promote, account.id)
      {
        log.warn(once: "Promote", UserMessage.reasonWithoutPromote(problem, stream: log.stream, account.id))
      }
      var found: [CampaignKind] = []
      for kind in plan.kinds where refused[kind] == nil {
        if try await kinds.has(kind, account.id) { found.append(kind) }
      }
      return found
    }
  }

  /// The kinds of campaigns that have been read of the slice's account, for a state to remember; nil for streams that do
  /// not keep them apart.
  func knownKinds(of slice: Slice) -> CampaignKinds? {
    guard plan.kinds.count > 1, let account = slice.account?.id else { return nil }
    let refused = refusals.known.kinds[account] ?? [:]
    return kinds.known(of: account)?.without(Set(refused.keys))
  }

  /// One slice for each request scope: what the stream's requests are about, or the account as a whole.
  /// - Throws: ``SliceFailure``, `CancellationError`.
  func byScope(_ slice: Slice) async throws -> [Slice] {
    guard let subject = plan.stream.parents, let account = slice.account else {
      return [slice.narrowed(to: .account)]
    }
    return try await slice.attributing {
      try await objects.subjects(subject, of: account.id).map { slice.narrowed(to: $0) }
    }
  }

  /// Slices with fewer of the account's objects each; nil where there are none.
  /// - Throws: ``SliceFailure``, `CancellationError`.
  func byObjects(_ slice: Slice) async throws -> [Slice]? {
    guard let report = plan.stream.report, let next = plan.nextPart(of: slice), let account = slice.account
    else { return nil }
    func filters(_ level: DataLevel, in object: ObjectFilter? = nil) async throws -> [ObjectFilter] {
      let ids = try await objects.ids(of: level, in: object, slice.kind, of: account.id)
      return ObjectFilter.parts(ids, of: level, for: report)
    }
    return try await slice.attributing {
      let parts =
        switch next {
        case .halves(let halves): halves
        case .campaigns: try await filters(.campaign)
        case .partsOf(let object, let level): try await filters(level, in: object)
        }
      return parts.isEmpty ? nil : parts.map { slice.narrowed(to: $0) }
    }
  }

  /// Whether the account is known to have more objects than TikTok reports at a time.
  func isTruncated(_ slice: Slice) -> Bool {
    guard let (account, level) = wholeLevel(of: slice) else { return false }
    return objects.isTruncated(account, at: level)
  }

  /// Notes that the slice's account has more objects than TikTok reports at a time.
  func markTruncated(_ slice: Slice) {
    guard let (account, level) = wholeLevel(of: slice) else { return }
    objects.markTruncated(of: account, at: level)
  }

  /// The account and the level that a slice has all objects of.
  private func wholeLevel(of slice: Slice) -> (AdvertiserID, DataLevel)? {
    guard slice.objects == nil, slice.isOfStandardCampaigns, let account = slice.account,
      let level = plan.stream.report?.level
    else { return nil }
    return (account.id, level)
  }

  /// The ids of special campaigns, or of their objects, that a slice of standard ones must not have.
  /// - Throws: ``SliceFailure``, `CancellationError`.
  func specialObjects(besides slice: Slice) async throws -> Set<String> {
    guard slice.kind == .standard, let level = plan.stream.report?.level, let account = slice.account else {
      return []
    }
    return try await slice.attributing {
      var ids: Set<String> = []
      for kind in CampaignKind.special where try await kinds.has(kind, account.id) {
        ids.formUnion(try await objects.ids(of: level, kind, of: account.id))
      }
      return ids
    }
  }
}
