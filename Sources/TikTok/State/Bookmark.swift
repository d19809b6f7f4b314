import Connector
import JSON

/// How far each account of a stream has been read. The only place that knows the shape of a stream's state,
/// which is that of Airbyte's current connector (Decisions.md, "States in the shape of Airbyte's connector").
struct Bookmark: Sendable, Equatable {
  /// The name of the stream's cursor.
  let cursorField: String
  let granularity: Granularity?
  /// The cursors of this read and of earlier ones.
  private(set) var cursors: [AdvertiserID: Cursor] = [:]
  /// The accounts of which every object has the time of its last change, and comes in its order where TikTok is asked for
  /// that.
  private(set) var dated: Set<AdvertiserID> = []
  /// The special kinds of campaigns that accounts had when they were last read.
  private(set) var kinds: [AdvertiserID: CampaignKinds] = [:]
  /// How far back accounts were read again for late conversions.
  private(set) var lookbacks: [AdvertiserID: AttributionLookback] = [:]
  /// The start date of the first read, for streams that are read in days; nil where it is unknown.
  var startDate: CalendarDay?
  /// The order in which ``state`` lists the accounts.
  private var order: [AdvertiserID] = []
  /// The cursor of accounts without their own, from a state with one cursor for all.
  private var shared: Cursor?
  /// The accounts that this read covers.
  private var accounts: [AdvertiserID] = []

  /// A stream that was never read.
  init(cursorField: String, granularity: Granularity?) {
    self.cursorField = cursorField
    self.granularity = granularity
  }

  /// Where the read of the account continues; nil for the beginning.
  func cursor(of account: AdvertiserID) -> Cursor? { cursors[account] ?? shared }

  /// Sets which accounts the read covers. A cursor for all accounts becomes a cursor of each.
  /// - Parameters:
  ///   - accounts: the accounts of the read.
  ///   - latest: the latest possible cursor. Another connector's may be on a day that has not ended, or in the
  ///     future, and would hide what changes until then.
  mutating func cover(_ accounts: [AdvertiserID], upTo latest: Cursor) {
    self.accounts = accounts
    for account in accounts {
      guard let cursor = cursor(of: account) else { continue }
      set(min(cursor, latest), of: account)
    }
  }

  /// Forgets all other accounts.
  mutating func keep(only accounts: Set<AdvertiserID>) {
    cursors = cursors.filter { accounts.contains($0.key) }
    dated.formIntersection(accounts)
    kinds = kinds.filter { accounts.contains($0.key) }
    lookbacks = lookbacks.filter { accounts.contains($0.key) }
    order.removeAll { !accounts.contains($0) }
  }

  /// Notes that everything up to `cursor` has been delivered.
  mutating func set(_ cursor: Cursor, of account: AdvertiserID) {
    if cursors.updateValue(cursor, forKey: account) == nil { order.append(account) }
  }

  /// Notes, after all of the account's objects were read, whether each of them has the time of its last change.
  mutating func setDated(_ isDated: Bool, _ account: AdvertiserID) {
    if isDated { dated.insert(account) } else { dated.remove(account) }
  }

  /// Notes the kinds of campaigns with which the account was read.
  mutating func set(_ kinds: CampaignKinds, of account: AdvertiserID) { self.kinds[account] = kinds }

  /// Notes what the account's ad groups say, or that its days have been read again.
  mutating func set(_ lookback: AttributionLookback, of account: AdvertiserID) {
    lookbacks[account] = lookback
  }

  /// The state's member for ``startDate``.
  private static let startDateMember = "start_date"

  /// The stream's state.
  var state: JSON {
    let states: [JSON] = order.compactMap { account in
      cursors[account].map { cursor in
        var state: JSONObject = [
          "partition": ["advertiser_id": .string(account.text), "parent_slice": [:]],
          "cursor": .object([cursorField: .string(cursor.stateText)]),
        ]
        // Only this connector's: Airbyte's ignores them.
        if dated.contains(account) { state["is_dated"] = true }
        if let kinds = kinds[account] { state[CampaignKinds.member] = kinds.json }
        if let lookback = lookbacks[account] { state[AttributionLookback.member] = lookback.json }
        return .object(state)
      }
    }
    var state: JSONObject = ["use_global_cursor": false, "states": .array(states)]
    // Airbyte's connector reads accounts that it does not find in `states` from here on. So it must not be written
    // before every account has a cursor, and must be the least of them.
    if accounts.allSatisfy({ cursors[$0] != nil }), let least = cursors.values.min() {
      state["state"] = .object([cursorField: .string(least.stateText)])
    }
    state["lookback_window"] = 0
    // Only this connector's as well.
    state[Self.startDateMember] = startDate.map { .string("\($0)") }
    return .object(state)
  }
}

extension Bookmark {
  /// What is wrong with a state, for the message to the user.
  struct StateError: Error, Equatable {
    let problem: String
  }

  /// Reads a state in any shape that a connector for TikTok has written:
  /// - per account: `{"states": [{"partition": {"advertiser_id": …}, "cursor": {…}}], "state": {…}}`;
  /// - one for all accounts: `{cursor field: value}`, `{"state": {…}, "use_global_cursor": true}`;
  /// - the oldest: `{"dimensions": {cursor field: value}}`.
  ///
  /// In all of them a cursor that is absent, null or empty is none, because connectors write it for what they have not
  /// read yet.
  /// - Throws: `StateError` for anything else.
  init(_ state: JSON, cursorField: String, granularity: Granularity?) throws(StateError) {
    self.init(cursorField: cursorField, granularity: granularity)
    guard let object = state.object else {
      throw StateError(problem: "it must be an object, but is \(state.kind)")
    }
    startDate = object[Self.startDateMember]?.string.flatMap(CalendarDay.init)
    if object["__ab_no_cursor_state_message"] != nil || object.isEmpty { return }
    let states = object["states"] ?? .null
    if !states.isNull {
      guard let states = states.array else {
        throw StateError(problem: "`states` must be an array, but is \(states.kind)")
      }
      for (index, element) in states.enumerated() { try read(element, path: "states[\(index)]") }
    }
    if object["use_global_cursor"]?.bool == true || states.isNull {
      let global = [object["state"], object["dimensions"]].compactMap(\.self).first { !$0.isBlank } ?? state
      if let cursor = try cursor(in: global, path: "") {
        shared = cursor.moved(backBySeconds: object["lookback_window"]?.int ?? 0)
      } else if holdsOther(global) {
        throw StateError(problem: "it holds neither `states` nor a `\(cursorField)`")
      }
    }
  }

  /// Whether an object without this cursor holds something else that says how far a stream was read.
  private func holdsOther(_ global: JSON) -> Bool {
    guard let object = global.object else { return true }
    return object[cursorField] == nil
      && object.members.contains { !$0.value.isBlank && !Self.companions.contains($0.name) }
  }

  /// What stands beside a cursor for all accounts.
  private static let companions: Set<String> = [
    "use_global_cursor", "states", "state", "dimensions", "lookback_window", "parent_state", startDateMember,
  ]

  private mutating func read(_ element: JSON, path: String) throws(StateError) {
    guard let account = AdvertiserID(element["partition"]?["advertiser_id"]?.idText ?? "") else {
      throw StateError(problem: "`\(path).partition.advertiser_id` is not an advertiser's id")
    }
    let own = element["cursor"] ?? .null
    guard own.isBlank || own.object != nil else {
      throw StateError(problem: "`\(path).cursor` must be an object, but is \(own.kind)")
    }
    let names = own.object?.members.filter { !$0.value.isBlank }.map(\.name) ?? []
    if !names.isEmpty, own[cursorField] == nil {
      let others = Array(names.prefix(3))
      throw StateError(problem: "`\(path).cursor` holds \(others.quoted) instead of `\(cursorField)`")
    }
    guard let cursor = try cursor(in: own, path: "\(path).cursor.") else { return }
    // Airbyte's campaigns have a partition for each buying type: the least cursor of an account counts.
    set(Swift.min(cursor, cursors[account] ?? cursor), of: account)
    setDated(element["is_dated"]?.bool == true, account)
    kinds[account] = CampaignKinds(element[CampaignKinds.member])
    lookbacks[account] = AttributionLookback(element[AttributionLookback.member])
  }

  private func cursor(in object: JSON, path: String) throws(StateError) -> Cursor? {
    guard let value = object[cursorField], !value.isBlank else { return nil }
    guard let cursor = value.string.flatMap({ Cursor($0, granularity: granularity) }) else {
      throw StateError(problem: "`\(path)\(cursorField)` is \(value.text.clipped), which is not a time")
    }
    return cursor
  }
}

extension JSON {
  /// Whether it is a value that says nothing: null, or an empty text, object or array.
  fileprivate var isBlank: Bool {
    switch self {
    case .null: true
    case .string(let text): text.allSatisfy(\.isWhitespace)
    case .array(let elements): elements.isEmpty
    case .object(let object): object.isEmpty
    case .bool, .number: false
    }
  }
}

extension Cursor {
  /// Applies the lookback of a state with one cursor for all accounts.
  fileprivate func moved(backBySeconds lookback: Int) -> Cursor {
    // It is how long a sync took, so more than a year is an error.
    let seconds = max(0, min(lookback, 366 * 86400))
    let days = (seconds + 86399) / 86400
    return switch self {
    case .time(let time): .time(time.advanced(by: -seconds))
    case .day(let day): .day(day.advanced(by: -days))
    case .hoursOf(let day): .hoursOf(day.advanced(by: -days))
    }
  }
}
