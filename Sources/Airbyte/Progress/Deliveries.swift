import Connector

/// What has been delivered of each stream of a read: those that are read in the catalog's order, then those that are
/// refused. Streams are known by their places.
struct Deliveries: Sendable {
  private(set) var all: [StreamDelivery] = []
  private var places: [StreamName: Int] = [:]

  init() {}

  init(_ items: [Selection.Item], refusing refusals: [Selection.Refusal]) {
    all = items.map(StreamDelivery.init) + refusals.compactMap(StreamDelivery.init)
    places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.descriptor.name, $0) })
  }

  subscript(place: Int) -> StreamDelivery {
    get { all[place] }
    set { all[place] = newValue }
  }

  var count: Int { all.count }

  /// The places of the streams that have begun and not ended.
  var active: [Int] { all.indices.filter { all[$0].isActive } }

  /// A sentence about the streams that were not read completely; nil if there are none.
  var failures: String? {
    let names = all.filter { $0.phase == .incomplete }.map(\.descriptor.name.rawValue)
    guard !names.isEmpty else { return nil }
    return "\(names.count) of \(count) streams failed: \(names.joined(separator: ", "))."
  }

  /// How many streams have not ended.
  var unended: Int { all.count { !$0.hasEnded } }

  /// The place of a stream; nil for one that is not of the read.
  func place(named stream: StreamName) -> Int? { places[stream] }

  /// The place of a stream that takes records; nil when it has failed, because records that other tasks still deliver are
  /// dropped.
  /// - Throws: `SourceFailure` of kind `system` for a stream that is not read.
  func place(of stream: StreamName) throws(SourceFailure) -> Int? {
    guard let place = places[stream], all[place].phase != .complete else {
      throw SourceFailure(
        .system, "The source delivers to \(stream), which is not being read. Report this with the log.")
    }
    return all[place].phase == .incomplete ? nil : place
  }

  /// How many records of each of these streams have been delivered.
  func counts(of streams: [StreamName]) -> [Int] {
    streams.map { name in places[name].map { all[$0].records } ?? 0 }
  }
}
