import Connector
import JSON

/// What of a full refresh has been read, so that one that is ended before its time goes on from here. It is a member
/// of the stream's state while the refresh is under way; connectors that do not know the member pass over it.
struct FullRefresh: Sendable, Equatable {
  /// What makes two reads parts of one refresh.
  let terms: Terms
  /// The partitions of which everything has been handed on, by their accounts, in the order in which they were
  /// finished.
  private(set) var complete: [String] = []
  private var completeIDs: Set<String> = []
  /// The days that have been handed on of other partitions.
  private(set) var runs: [String: Run] = [:]

  /// What makes two reads parts of one refresh: rows that were asked for otherwise do not go together.
  struct Terms: Sendable, Equatable {
    /// Which sync it is, where the orchestrator tells.
    var sync: SyncIdentity?
    /// The first day that is wanted; nil where records are not read by days.
    var start: CalendarDay?
    /// A fingerprint of what is asked for.
    let question: String
  }

  /// A run of days without a gap.
  struct Run: Sendable, Equatable {
    let from: CalendarDay
    let through: CalendarDay
  }

  /// Why a refresh begins anew though its state tells of one.
  enum Restart: Error, Equatable {
    case unreadable(String)
    case tooOld(UTCTime)
    case otherSync
    case earlierStart(CalendarDay)
    case otherQuestion
  }

  /// The name of the member within a stream's state.
  static let member = "full_refresh"
  /// How long an interrupted refresh is gone on with: beyond it, its rows tell of too different times.
  static let longestPause = 72 * 3600

  /// A refresh that begins.
  init(_ terms: Terms) { self.terms = terms }

  /// Whether a partition was read to its end.
  var hasComplete: Bool { !complete.isEmpty }

  /// Whether nothing is lost when it begins anew.
  var isEmpty: Bool { complete.isEmpty && runs.isEmpty }

  func isComplete(_ partition: [Account]) -> Bool {
    Self.names(of: partition).allSatisfy(completeIDs.contains)
  }

  /// The days that have been read of a partition that is not complete; nil for none.
  func run(of partition: [Account]) -> Run? { Self.names(of: partition).first.flatMap { runs[$0] } }

  /// Everything of the partition has been handed on.
  mutating func finish(_ partition: [Account]) {
    for name in Self.names(of: partition) {
      runs[name] = nil
      if completeIDs.insert(name).inserted { complete.append(name) }
    }
  }

  /// A run of the partition's days has been handed on.
  mutating func set(_ run: Run, of partition: [Account]) {
    for name in Self.names(of: partition) { runs[name] = run }
  }

  /// What a partition is called: by its accounts, because they stay when others come or go. A partition without accounts
  /// is the only one of its stream.
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

  /// The refresh that a state tells of; nil for the state of a read that came to its end, or was no refresh.
  /// - Parameters:
  ///   - state: a stream's.
  ///   - terms: those of the read that is to go on with it.
  ///   - partitions: those that there are now; what is known of others is dropped.
  ///   - now: how old the state may be.
  /// - Throws: why it must begin anew.
  init?(
    _ state: JSON, terms: Terms, of partitions: [[Account]], now: UTCTime
  ) throws(Restart) {
    guard let member = state[Self.member], !member.isNull else { return nil }
    guard let written = member["as_of"]?.string.flatMap({ UTCTime($0) }) else {
      throw .unreadable("`as_of` is no time")
    }
    guard let question = member["question"]?.string else { throw .unreadable("`question` is no text") }
    let sync = member["sync_id"]?.int.map { SyncIdentity(id: $0, generation: member["generation_id"]?.int) }
    guard sync == terms.sync else { throw .otherSync }
    // A clock that was set back makes a state of the future, which is as little to be trusted.
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
    guard let list = complete?.array else { throw .unreadable("`complete` is no array") }
    for element in list {
      guard let name = element.string else { throw .unreadable("`complete` holds \(element.kind)") }
      if names.contains(name), completeIDs.insert(name).inserted { self.complete.append(name) }
    }
  }

  private mutating func read(partial: JSON?, of names: Set<String>) throws(Restart) {
    guard let partial else { return }
    guard let members = partial.object?.members else { throw .unreadable("`partial` is no object") }
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
