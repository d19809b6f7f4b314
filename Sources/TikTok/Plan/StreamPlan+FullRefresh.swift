import Connector

extension StreamPlan {
  /// What makes other reads parts of the same full refresh.
  func terms(of sync: SyncIdentity?) -> FullRefresh.Terms {
    FullRefresh.Terms(
      sync: sync, start: stream.isWindowed ? configuration.startDate : nil, question: fingerprint)
  }

  /// The windows of a partition that a full refresh has not read.
  func windows(of partition: Int, in refresh: FullRefresh) -> DateWindows? {
    guard let all = windows(of: partition, after: nil) else { return nil }
    guard let run = refresh.run(of: partitions[partition]) else { return all }
    // Days before the run are to be read too. Rows that sum up windows go together only if these begin alike.
    guard stream.tellsItsDays ? run.from == all.start : run.from <= all.start else { return all }
    return all.dropping(through: min(run.through, lastClosed))
  }

  /// The last day whose rows no longer grow.
  var lastClosed: CalendarDay { today.lastClosed }

  /// Tells apart what is asked for and what becomes of it, but for accounts, first days and how many records a page
  /// has: rows of a read that asks otherwise are other rows.
  private var fingerprint: String {
    var text = "\(stream.layout.rawValue) \(stream.key)"
    for request in questions {
      text += "\n\(request.path)"
      for parameter in request.parameters where parameter.name != "page_size" {
        text += " \(parameter.name)=\(parameter.value)"
      }
    }
    for (path, field) in zip(records.paths, records.fields) {
      text += "\n\(path) \(field.disposition.rawValue)"
    }
    for shape in records.shapes { text += shape.keepsUnknown ? "+" : "-" }
    if stream.isWindowed { text += "\nup to \(configuration.endDate.map { "\($0)" } ?? "now")" }
    if stream.tellsItsDays { text += "\nin \(configuration.reportWindowDays)" }
    return Fingerprint(of: text).text
  }

  /// The requests for a day of some account.
  private var questions: [APIRequest] {
    // What was granted is asked for with the app's secret, and with nothing else.
    guard stream.endpoint != .grants, let id = AdvertiserID("1") else { return [] }
    let day = CalendarDay(ordinal: 0)
    let slice = Slice(
      partition: 0, number: 0, accounts: [Account(id: id)],
      window: stream.isWindowed ? DateWindow(start: day, end: day) : nil)
    return requests(for: slice, after: nil).flatMap { [$0.request] + $0.companions }
  }
}

/// A short text that stands for a long one, the same in every process (FNV-1a).
struct Fingerprint: Sendable, Equatable {
  let text: String

  init(of long: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in long.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    let digits = String(hash, radix: 16)
    text = String(repeating: "0", count: 16 - digits.count) + digits
  }
}
