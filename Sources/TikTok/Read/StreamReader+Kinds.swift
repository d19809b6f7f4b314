import Connector
import Synchronization

/// Campaigns of several kinds, of which TikTok tells in answers of their own.
extension StreamReader {
  /// Reads a slice kind by kind, of those that its account has.
  ///
  /// Where TikTok refuses a special kind, the rest is read all the same.
  /// - Throws: ``SliceFailure``, `CancellationError`, what the sink throws.
  func readByKind(_ slice: Slice) async throws -> Changes {
    let kinds = try await kinds(of: slice)
    var changes = Changes()
    for kind in kinds {
      var part = slice.narrowed(to: kind)
      part.hasSiblings = kinds.count > 1
      do {
        changes.add(try await readRequests(of: part))
      } catch let failure as SliceFailure where kind != .standard && failure.error.refusesPart {
        note(failure, of: kind)
      }
    }
    return changes
  }

  /// The kinds of campaigns that the slice's account has, as far as the stream can tell of them.
  private func kinds(of slice: Slice) async throws -> [CampaignKind] {
    guard let account = slice.account else { return plan.kinds }
    let refused = refusals.withLock { $0.kinds[account.id] ?? [:] }
    do {
      if plan.configuration.includePromote, let problem = plan.stream.report?.lackOfPromote,
        try await kinds.has(.promote, account.id)
      {
        warn(once: "Promote", UserMessage.lackOfPromote(problem, stream: name, account.id))
      }
      var found: [CampaignKind] = []
      for kind in plan.kinds where refused[kind] == nil {
        if try await kinds.has(kind, account.id) { found.append(kind) }
      }
      return found
    } catch let error as APIError {
      throw SliceFailure(error: error, slice: slice)
    }
  }

  private func note(_ failure: SliceFailure, of kind: CampaignKind) {
    guard let account = failure.slice.account?.id else { return }
    let isNews = refusals.withLock {
      $0.kinds[account, default: [:]].updateValue(failure.error, forKey: kind) == nil
    }
    guard isNews else { return }
    sink.log(.warning, UserMessage.kindRefused(kind, failure.error, stream: name, slice: failure.slice))
  }

  /// What a state remembers of the slice's account: of streams that ask for the kinds, those that have been read.
  func knownKinds(of slice: Slice) -> CampaignKinds? {
    guard plan.kinds.count > 1, let account = slice.account?.id else { return nil }
    let refused = refusals.withLock { $0.kinds[account] ?? [:] }
    return kinds.known(of: account)?.without(Set(refused.keys))
  }
}

extension APIError {
  /// Whether TikTok refuses what was asked for, and may give something else: the filter, or a use of the endpoint that
  /// is not everybody's (the appendix of return codes, 1737172488964097). Who is refused an account or the endpoint
  /// gets nothing else either, and what is missing must not be taken for read.
  var refusesPart: Bool { isOfParameters || code == 40117 || code == 40118 }
}

extension StreamReader.Changes {
  mutating func add(_ other: Self) {
    newest = [newest, other.newest].compactMap(\.self).max()
    undated += other.undated
  }
}
