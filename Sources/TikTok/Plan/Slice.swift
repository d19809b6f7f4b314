/// The unit of work and of progress: one partition of a stream over one run of days.
struct Slice: Sendable, Hashable {
  /// The place of its partition among the stream's.
  let partition: Int
  /// Its place within the partition, from 0: a cursor moves over slices without a gap.
  let number: Int
  /// The partition: one account, or the batch of accounts that one request asks for.
  let accounts: [Account]
  /// nil where the stream is no report, and where one request gives the whole life of every object.
  let window: DateWindow?
  /// Part of the account's objects, where all of them at once are too many; nil for all.
  var objects: ObjectFilter?
  /// One of the things that the stream's requests are about; nil for all that there are.
  var subject: RequestScope?
  /// The campaigns of one kind; nil for all kinds that the stream has.
  var kind: CampaignKind?
  /// Whether other requests for the same slice may have the same records: of other kinds of campaigns, or of deleted
  /// ones.
  var hasSiblings = false

  /// The account, where there is just one.
  var account: Account? { accounts.count == 1 ? accounts.first : nil }

  /// The id of the one shop that it is about; nil where it is about others or none.
  var shop: String? { subject?.columns[ObjectList.stores.id] }

  /// Whether it is not of special campaigns alone.
  var isOfStandardCampaigns: Bool { kind == nil || kind == .standard }

  /// The same slice over fewer days.
  func narrowed(to window: DateWindow) -> Slice {
    Slice(
      partition: partition, number: number, accounts: accounts, window: window, objects: objects,
      subject: subject, kind: kind, hasSiblings: hasSiblings)
  }

  /// The same slice for fewer objects.
  func narrowed(to objects: ObjectFilter) -> Slice {
    var slice = self
    slice.objects = objects
    return slice
  }

  /// The same slice for campaigns of one kind.
  func narrowed(to kind: CampaignKind) -> Slice {
    var slice = self
    slice.kind = kind
    return slice
  }

  /// The same slice for one of several subjects.
  func narrowed(to subject: RequestScope) -> Slice {
    var slice = self
    slice.subject = subject
    return slice
  }
}

extension Slice: CustomStringConvertible {
  /// For messages: "advertiser 7002, 2026-10-05…2026-11-03".
  var description: String {
    var subject = account.map { "advertiser \($0.id)" } ?? "\(accounts.count) advertisers"
    if accounts.isEmpty { subject = "all advertisers" }
    if let shop { subject += ", shop \(shop)" }
    if let kind, kind != .standard { subject += ", \(kind.title) campaigns" }
    return window.map { "\(subject), \($0)" } ?? subject
  }
}
