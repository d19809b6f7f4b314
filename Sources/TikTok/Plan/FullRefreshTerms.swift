import Connector

extension FullRefresh.Terms {
  /// What makes reads by a plan parts of the same full refresh.
  /// - Parameters:
  ///   - plan: what is read.
  ///   - sync: the sync that the read is an attempt of; nil where the orchestrator does not say.
  init(of plan: StreamPlan, in sync: SyncIdentity?) {
    self.init(
      sync: sync, start: plan.stream.isWindowed ? plan.configuration.startDate : nil,
      question: plan.fingerprint)
  }
}

extension StreamPlan {
  /// Identifies what is asked for and how records are made, without accounts, first days and page sizes. Rows
  /// of reads with different fingerprints do not belong together.
  fileprivate var fingerprint: String {
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
    if stream.hasDateRange { text += "\nin \(configuration.reportWindowDays)" }
    return Fingerprint(of: text).text
  }

  /// The requests for a day of some account.
  private var questions: [APIRequest] {
    // The request for grants has the app's secret and nothing else, so it tells nothing.
    guard stream.endpoint != .grants, let id = AdvertiserID("1") else { return [] }
    let day = CalendarDay(ordinal: 0)
    let slice = Slice(
      partition: 0, number: 0, accounts: [Account(id: id)],
      window: stream.isWindowed ? DateWindow(start: day, end: day) : nil)
    return requests(for: slice, after: nil).flatMap { [$0.request] + $0.companions }
  }
}
