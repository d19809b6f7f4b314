import JSON
import TestSupport

/// What is read, and how it is configured.
struct Scenario: Sendable {
  var streams: [SimulatedStream]
  var startDay: Day
  var includeDeleted: Bool?
  var includePromote: Bool
  /// How many days before a cursor are read again; nil for as many as ad groups attribute conversions.
  var attributionWindow: Int?
  var configuration: JSON
  /// The streams that every sync reads from the start.
  var refreshed: Set<String>
  /// Whether the orchestrator numbers its syncs, as Airbyte's platform does and PyAirbyte does not.
  let namesSyncs: Bool
  /// Whether each sync has a number of its own; a refresh has a generation of its own in any case.
  private let countsSyncs: Bool
  /// Whether the orchestrator hands on the state of a full refresh that an earlier sync has finished.
  let keepsStatesOfRefreshes: Bool

  init(from startDay: Day, now: Int, _ random: inout Seeded) {
    self.startDay = startDay
    let days = Day(of: now, hoursAheadOfUTC: 0).ordinal - startDay.ordinal
    // A report by the hour takes a request for every day.
    let all = SimulatedStream.all.filter { $0.report?.span != .hour || days <= 5 }
    var streams = all.filter { _ in random.oneIn(8) }
    if streams.isEmpty { streams = [random.one(of: all)] }
    streams.shuffle(using: &random)
    for place in streams.indices {
      let shape = streams[place].report
      let isPlain = shape.map { !$0.isAudience && $0.breakdown.isEmpty } ?? false
      if random.oneIn(8), isPlain { streams[place].isWide = true }
    }
    self.streams = streams
    refreshed = Set(streams.filter { $0.cursorField == nil || random.oneIn(4) }.map(\.name))
    namesSyncs = random.oneIn(2)
    keepsStatesOfRefreshes = random.oneIn(2)
    countsSyncs = random.oneIn(2)
    includeDeleted = random.one(of: [nil, true, false])
    var document: JSONObject = [
      "credentials": [
        "auth_type": "oauth2.0", "app_id": .string(SimulatedTikTok.app),
        "secret": .string(SimulatedTikTok.secret), "access_token": .string(SimulatedTikTok.token),
      ],
      "start_date": .string(startDay.text),
    ]
    if let includeDeleted { document["include_deleted"] = .bool(includeDeleted) }
    if random.oneIn(2) { document["page_size"] = .int(1 + random.magnitude(upTo: 999)) }
    if random.oneIn(2) { document["report_window_days"] = .int(random.within(1...30)) }
    if random.oneIn(3) { document["concurrency"] = .int(random.oneIn(3) ? 1 : random.within(1...64)) }
    let window = random.oneIn(3) ? random.below(10) : nil
    if let window { document["attribution_window"] = .int(window) }
    attributionWindow = window
    let promote = random.oneIn(4) ? random.oneIn(2) : nil
    if let promote { document["include_promote"] = .bool(promote) }
    includePromote = promote ?? true
    configuration = .object(document)
  }

  /// Whether every sync reads all of the stream.
  func isRefreshed(_ stream: SimulatedStream) -> Bool { refreshed.contains(stream.name) }

  /// The configured catalog of the sync with a number, from 0. All attempts of a sync have the same one.
  func catalog(ofSync number: Int) -> JSON {
    [
      "streams": .array(
        streams.map { stream in
          let isRefreshed = isRefreshed(stream)
          var entry: JSONObject = [
            "stream": ["name": .string(stream.name), "json_schema": stream.schema],
            "sync_mode": isRefreshed ? "full_refresh" : "incremental",
            "destination_sync_mode": isRefreshed ? "overwrite" : "append_dedup",
          ]
          entry["sync_id"] = .int(namesSyncs ? (countsSyncs ? 100 + number : 100) : 1)
          if isRefreshed {
            entry["generation_id"] = .int(number + 1)
            entry["minimum_generation_id"] = .int(number + 1)
          }
          return .object(entry)
        })
    ]
  }
}
