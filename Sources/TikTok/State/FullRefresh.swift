import Connector
import JSON

/// How much of a full refresh has been read, so that an interrupted one can continue. It is a member of the stream's
/// state while the refresh is under way; connectors that do not know the member ignore it.
struct FullRefresh: Sendable, Equatable {
  /// What makes two reads parts of one refresh.
  let terms: Terms
  /// The partitions that have been delivered whole, by their accounts, in the order in which they were finished.
  private(set) var complete: [String] = []
  private var completeIDs: Set<String> = []
  /// The days that have been delivered of other partitions.
  private(set) var runs: [String: Run] = [:]

  /// What makes two reads parts of one refresh: rows of different requests must not be mixed.
  struct Terms: Sendable, Equatable {
    /// The sync; nil if the orchestrator does not name it.
    var sync: SyncIdentity?
    /// The first day to read; nil where records are not read by days.
    var start: CalendarDay?
    /// A fingerprint of the requests.
    let question: String
  }

  /// A run of days without a gap.
  struct Run: Sendable, Equatable {
    let from: CalendarDay
    let through: CalendarDay
  }

  /// Why a refresh starts again although the state holds an interrupted one.
  enum Restart: Error, Equatable {
    case unreadable(String)
    case tooOld(UTCTime)
    case otherSync
    case earlierStart(CalendarDay)
    case otherQuestion
  }

  /// The name of the member within a stream's state.
  static let member = "full_refresh"
  /// How old an interrupted refresh may be, in seconds: rows of too different times must not be mixed.
  static let longestPause = 72 * 3600

  /// A new refresh.
  init(_ terms: Terms) { self.terms = terms }

  /// Whether a partition was read to its end.
  var hasComplete: Bool { !complete.isEmpty }

  /// Whether nothing is lost when it starts again.
  var isEmpty: Bool { complete.isEmpty && runs.isEmpty }

  func isComplete(_ partition: [Account]) -> Bool {
    Self.names(of: partition).allSatisfy(completeIDs.contains)
  }

  /// The days that have been read of a partition that is not complete; nil for none.
  func run(of partition: [Account]) -> Run? { Self.names(of: partition).first.flatMap { runs[$0] } }

  /// Notes that the whole partition has been delivered.
  mutating func finish(_ partition: [Account]) {
    for name in Self.names(of: partition) {
      runs[name] = nil
      if completeIDs.insert(name).inserted { complete.append(name) }
    }
  }

  /// Notes that a run of the partition's days has been delivered.
  mutating func set(_ run: Run, of partition: [Account]) {
    for name in Self.names(of: partition) { runs[name] = run }
  }

  /// The names of a partition: its accounts, because these stay when others come or go. A partition without accounts is
  /// the only one of its stream.
  private static func names(of partition: [Account]) -> [String] {
    partition.isEmpty ? ["all"] : partition.map(\.id.text)
  }
}

extension FullRefresh {
  /// The member of a stream's state, as it is written at a time.
  func json(at now: UTCTime) -> JSON {
    var member: JSONObject = ["as_of": .string(now.recordText + "Z"), "question": .string(terms.question)]
    if let start = terms.start { member["start_date"] = .string("\(start)") }
    if let sync = terms.sync {
      member["sync_id"] = .int(sync.id)
      if let generation = sync.generation { member["generation_id"] = .int(generation) }
    }
    member["complete"] = .array(complete.map { .string($0) })
    let partial = runs.sorted { $0.key < $1.key }.map { name, run in
      JSONObject.Member(name, ["from": .string("\(run.from)"), "through": .string("\(run.through)")])
    }
    if !partial.isEmpty { member["partial"] = .object(JSONObject(partial)) }
    return .object(member)
  }

  /// The refresh in a state; nil for the state of a read that was finished or was not a refresh.
  /// - Parameters:
  ///   - state: the state of the stream.
  ///   - terms: the terms of the read that would continue it.
  ///   - partitions: the current ones; others are dropped.
  ///   - now: the time against which the state's age is checked.
  /// - Throws: why it must start again.
  init?(
    _ state: JSON, terms: Terms, of partitions: [[Account]], now: UTCTime
  ) throws(Restart) {
    guard let member = state[Self.member], !member.isNull else { return nil }
    guard let written = member["as_of"]?.string.flatMap({ UTCTime($0) }) else {
      throw .unreadable("`as_of` is not a time")
    }
    guard let question = member["question"]?.string else { throw .unreadable("`question` is not text") }
    let sync = member["sync_id"]?.int.map { SyncIdentity(id: $0, generation: member["generation_id"]?.int) }
    guard sync == terms.sync else { throw .otherSync }
    // A clock that was set back makes a state of the future, which cannot be trusted either.
    guard abs(now.seconds - written.seconds) <= Self.longestPause else { throw .tooOld(written) }
    guard question == terms.question else { throw .otherQuestion }
    if let start = terms.start {
      guard let earlier = try Self.day(member["start_date"], "start_date") else {
        throw .unreadable("`start_date` is missing")
      }
      guard earlier <= start else { throw .earlierStart(earlier) }
    }
    self.init(terms)
    let names = Set(partitions.flatMap(Self.names))
    try read(complete: member["complete"], of: names)
    try read(partial: member["partial"], of: names)
  }

  private mutating func read(complete: JSON?, of names: Set<String>) throws(Restart) {
    guard let list = complete?.array else { throw .unreadable("`complete` is not an array") }
    for element in list {
      guard let name = element.string else { throw .unreadable("`complete` holds \(element.kind)") }
      if names.contains(name), completeIDs.insert(name).inserted { self.complete.append(name) }
    }
  }

  private mutating func read(partial: JSON?, of names: Set<String>) throws(Restart) {
    guard let partial else { return }
    guard let members = partial.object?.members else { throw .unreadable("`partial` is not an object") }
    for entry in members {
      guard let from = try Self.day(entry.value["from"], "from"),
        let through = try Self.day(entry.value["through"], "through")
      else { throw .unreadable("`partial` lacks a day") }
      guard names.contains(entry.name), !completeIDs.contains(entry.name), from <= through else { continue }
      runs[entry.name] = Run(from: from, through: through)
    }
  }

  private static func day(_ value: JSON?, _ name: String) throws(Restart) -> CalendarDay? {
    guard let value else { return nil }
    guard let day = value.string.flatMap({ CalendarDay($0) }) else {
      throw .unreadable("`\(name)` is no day")
    }
    return day
  }
}
