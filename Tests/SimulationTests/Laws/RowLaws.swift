import JSON

/// Laws about the rows of a run: each comes once, and with the metrics of all requests that are for it.
struct RowLaws {
  /// The streams of which a warning says that rows lack the metrics of some request.
  let streamsWithIncompleteRows: Set<String>
  /// Where a warning says that a list has fewer records than TikTok counts, and as many answers were wrong as have to
  /// agree before that is believed.
  let shortLists: Set<ShortList>
  private let run: SimulatedProcess.Run

  /// How many reads of a list have to agree before they are believed.
  private static let agreeingReads = 3

  init(_ run: SimulatedProcess.Run) {
    self.run = run
    streamsWithIncompleteRows = Set(
      run.warnings(with: "Rows that lack the metrics of some answers: ").compactMap {
        ShortList.stream(of: $0)
      })
    let areWrong = run.exchanges.count(where: \.fate.isDistorted) >= Self.agreeingReads
    shortLists = Set(
      areWrong ? run.warnings(with: " records but lists ").compactMap { ShortList(warning: $0) } : [])
  }

  func check(_ streams: [String: SimulatedStream], _ scenario: Scenario, _ tikTok: SimulatedTikTok)
    throws(Violation)
  {
    if let name = streamsWithIncompleteRows.min() {
      try Violation.unless(
        run.exchanges.contains(where: \.fate.isDistorted),
        "\(name): rows lack metrics, although all answers are true")
    }
    if !run.exchanges.contains(where: \.fate.isDistorted), !isReadAgain { try checkRepetitions(streams) }
    if scenario.includeDeleted != true { try checkDeleted(streams, tikTok) }
  }

  /// Objects that have been deleted before the run come only to those who ask for them.
  private func checkDeleted(_ streams: [String: SimulatedStream], _ tikTok: SimulatedTikTok) throws(Violation)
  {
    let objects = tikTok.accounts.flatMap { $0.objects.values.joined() + $0.smartPlusCampaigns }
    let deleted = Set(objects.filter { $0.isDeleted(at: run.start) }.map(\.id))
    for record in run.messages.compactMap({ $0["record"] }) {
      guard let stream = record["stream"]?.string.flatMap({ streams[$0] }), stream.isOfObjects,
        let data = record["data"], case let key = stream.key(of: data)
      else { continue }
      try Violation.unless(!deleted.contains(key), "\(stream.name): \(key) is deleted")
    }
  }

  /// Whether a list has changed while it was read.
  private var isReadAgain: Bool {
    String(decoding: run.output, as: UTF8.self).contains("did not come as it is counted")
  }

  /// Where all answers are true, no row comes twice unless it has changed: neither of two requests whose answers overlap,
  /// nor of a request that turned out to be too large or too slow. What is read again because it has changed is left out.
  private func checkRepetitions(_ streams: [String: SimulatedStream]) throws(Violation) {
    var rows: [String: JSON] = [:]
    for record in run.messages.compactMap({ $0["record"] }) {
      guard let name = record["stream"]?.string, let stream = streams[name], stream.isReport,
        let data = record["data"]
      else { continue }
      let key = "\(name) \(stream.key(of: data))/\(data["start_date"]?.string ?? "")"
      let earlier = rows.updateValue(data, forKey: key)
      try Violation.unless(earlier != data, "\(key) comes twice")
    }
  }
}

extension SimulatedProcess.Run {
  /// The messages with these words.
  fileprivate func warnings(with words: String) -> [String] {
    // Messages are many, and nearly never have them.
    guard String(decoding: output, as: UTF8.self).contains(words) else { return [] }
    return messages.compactMap { $0["log"]?["message"]?.string }.filter { $0.contains(words) }
  }
}

/// A list of an account that has fewer records than TikTok counts.
struct ShortList: Hashable {
  let stream: String
  let account: String

  init(stream: String, account: String) { (self.stream, self.account) = (stream, account) }

  /// What a warning is about; nil where it names no account.
  fileprivate init?(warning: String) {
    let parts = warning.split(separator: "(advertiser ")
    guard parts.count > 1, let stream = Self.stream(of: warning) else { return nil }
    self.init(stream: stream, account: String(parts[1].prefix { $0.isNumber }))
  }

  /// The stream that a warning is about.
  fileprivate static func stream(of warning: String) -> String? {
    warning.split(separator: "`").dropFirst().first.map(String.init)
  }
}
