import JSON

/// What is read, and how it is configured.
struct Scenario: Sendable {
  let streams: [SimulatedStream]
  let startDay: Day
  let includeDeleted: Bool?
  let configuration: JSON

  init(from startDay: Day, _ random: inout Seeded) {
    self.startDay = startDay
    var streams = SimulatedStream.all.filter { _ in random.oneIn(3) }
    if streams.isEmpty { streams = [random.one(of: SimulatedStream.all)] }
    streams.shuffle(using: &random)
    self.streams = streams
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
    if random.oneIn(3) { document["concurrency"] = .int(random.within(1...64)) }
    if random.oneIn(3) { document["attribution_window"] = .int(random.below(10)) }
    if random.oneIn(4) { document["include_promote"] = .bool(random.oneIn(2)) }
    configuration = .object(document)
  }

  var catalog: JSON {
    [
      "streams": .array(
        streams.map { stream in
          [
            "stream": ["name": .string(stream.name), "json_schema": stream.schema],
            "sync_mode": "incremental", "destination_sync_mode": "append_dedup",
          ]
        })
    ]
  }
}
