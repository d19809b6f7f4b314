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

  /// The account, where there is just one.
  var account: Account? { accounts.count == 1 ? accounts.first : nil }

  /// The same slice over fewer days.
  func narrowed(to window: DateWindow) -> Slice {
    Slice(partition: partition, number: number, accounts: accounts, window: window)
  }
}

extension Slice: CustomStringConvertible {
  /// For messages: "advertiser 7002, 2026-10-05…2026-11-03".
  var description: String {
    let subject = account.map { "advertiser \($0.id)" } ?? "\(accounts.count) advertisers"
    return window.map { "\(subject), \($0)" } ?? subject
  }
}
