/// The unit of work and of progress: one partition of a stream over one run of days.
struct Slice: Sendable, Hashable {
  /// The index of its partition in the stream.
  let partition: Int
  /// Its number within the partition, from 0. A cursor moves over slices without a gap.
  let number: Int
  /// The partition: one account, or a batch of accounts that one request asks for.
  let accounts: [Account]
  /// nil where the stream is not read by days, or where a row sums up the whole life of an object.
  let window: DateWindow?
  /// Some of the account's objects, where all at once are too many; nil for all.
  var objects: ObjectFilter?
  /// What its requests are about; nil for everything that the stream's requests are about.
  var subject: RequestScope?
  /// The kind of campaigns; nil for all kinds of the stream.
  var kind: CampaignKind?
  /// Whether other requests of the same slice may have some of its records: those of other kinds of
  /// campaigns, or of deleted campaigns.
  var hasSiblings = false

  /// The account; nil for a batch of accounts.
  var account: Account? { accounts.count == 1 ? accounts.first : nil }

  /// The id of the shop that it is about; nil for none.
  var shop: String? { subject?.columns[ObjectList.stores.id] }

  /// Whether it has standard campaigns, alone or among others.
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

  /// The same slice for one scope of requests.
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
