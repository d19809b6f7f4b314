import Connector
import JSON

/// The streams to read, each with the state to continue from.
struct Selection: Sendable {
  /// One stream of the read.
  struct Item: Sendable {
    let descriptor: StreamDescriptor
    let request: StreamRequest
  }

  /// In the catalog's order.
  let items: [Item]
  /// The streams that fail before the read, each alone, and why.
  let refusals: [Refusal]
  let notices: [Notice]

  var requests: [StreamRequest] { items.map(\.request) }

  /// A stream that is not read although the catalog wants it.
  struct Refusal: Sendable, Equatable {
    enum Reason: Sendable, Equatable {
      /// At least one mistake of the catalog.
      case catalog([CatalogError])
      /// The state of the stream is not one.
      case state(ShapeError)
    }

    /// nil where the catalog does not say which stream is meant.
    let descriptor: StreamDescriptor?
    let reason: Reason

    init(_ descriptor: StreamDescriptor?, _ reason: Reason) {
      self.descriptor = descriptor.flatMap { $0.length <= Self.longestName ? $0 : nil }
      self.reason = reason
    }

    /// A descriptor cannot be cut, and a text of any length would make lines of any length. No destination has such names.
    private static let longestName = 1000
  }

  /// - Parameters:
  ///   - catalog: the streams that the user wants.
  ///   - offered: the streams that the source offers.
  ///   - states: the states of earlier reads.
  init(_ catalog: ConfiguredCatalog, of offered: [StreamDescription], from states: StateDocument) {
    let descriptions = Dictionary(offered.map { ($0.name, $0) }) { first, _ in first }
    var items: [Item] = []
    var refusals: [Refusal] = catalog.refused.map { refused in
      let unknown = refused.descriptor.flatMap { stream in
        descriptions[stream.name] == nil ? Self.unknown(stream.name, path: refused.path, offered) : nil
      }
      return Refusal(
        refused.descriptor, .catalog([unknown].compactMap(\.self) + refused.errors))
    }
    var notices: [Notice] = []
    for stream in catalog.streams {
      let name = stream.descriptor.name
      guard let description = descriptions[name] else {
        let error = Self.unknown(name, path: stream.path, offered)
        refusals.append(Refusal(stream.descriptor, .catalog([error])))
        continue
      }
      guard let mode = Self.mode(of: stream, description) else {
        let error = CatalogError.unsupportedMode(
          name, stream.syncMode, path: stream.path, offered: description.syncModes)
        refusals.append(Refusal(stream.descriptor, .catalog([error])))
        continue
      }
      if let error = states.mistakes[name] {
        guard mode == .fullRefresh else {
          refusals.append(Refusal(stream.descriptor, .state(error)))
          continue
        }
        notices.append(
          Notice(.info, "\(name) is read in full, so its state, which cannot be used, is ignored."))
      }
      if mode != stream.syncMode {
        notices.append(Notice(.info, "\(name) has no cursor and is read in full every time."))
      }
      notices += Self.notices(on: stream, description)
      let request = StreamRequest(
        name: name, syncMode: mode, schema: stream.schema, state: states[name], sync: stream.sync)
      items.append(Item(descriptor: stream.descriptor, request: request))
    }
    let wanted = Set(items.map(\.descriptor.name) + refusals.compactMap(\.descriptor?.name))
    notices += Self.notices(onLeftOver: states, wanted: wanted, offered: Set(offered.map(\.name)))
    self.items = items
    self.refusals = refusals
    self.notices = notices
  }

  private static func unknown(
    _ name: StreamName, path: String, _ offered: [StreamDescription]
  ) -> CatalogError {
    .unknownStream(
      name, path: path, nearest: nearestName(to: name.rawValue, among: offered.map(\.name.rawValue)))
  }

  /// The mode to read in. Some clients (PyAirbyte) request every stream incrementally. One without a cursor is then
  /// read in full, which includes every change.
  /// nil for a mode that the source does not have.
  private static func mode(of stream: ConfiguredStream, _ description: StreamDescription) -> SyncMode? {
    let offered = description.syncModes
    if offered.contains(stream.syncMode) { return stream.syncMode }
    return stream.syncMode == .incremental && offered.contains(.fullRefresh) ? .fullRefresh : nil
  }

  private static func notices(on stream: ConfiguredStream, _ description: StreamDescription) -> [Notice] {
    [noticeOnCursor(stream, description), noticeOnKey(stream, description)].compactMap(\.self)
  }

  private static func noticeOnCursor(
    _ stream: ConfiguredStream, _ description: StreamDescription
  ) -> Notice? {
    let (chosen, own) = (stream.cursor, description.cursor)
    guard stream.syncMode == .incremental, !chosen.isEmpty, !own.isEmpty, chosen != own else { return nil }
    return Notice(
      .warning,
      "\(description.name) is read by its own cursor '\(own.joined(separator: "."))': "
        + "the catalog's cursor_field '\(chosen.joined(separator: ".").clipped)' has no effect.")
  }

  /// A destination that recognizes records by fewer fields than they differ in takes several records for one. Catalogs
  /// of older connectors do that, for example with the reports of all days.
  private static func noticeOnKey(_ stream: ConfiguredStream, _ description: StreamDescription) -> Notice? {
    guard !stream.primaryKey.isEmpty else { return nil }
    // Older records had their dimensions within an object.
    let chosen = Set(stream.primaryKey.compactMap(\.last))
    let lacking = description.primaryKey.filter { path in path.last.map { !chosen.contains($0) } ?? false }
    guard !lacking.isEmpty else { return nil }
    let names = lacking.map { "`\($0.joined(separator: "."))`" }.joined(separator: ", ")
    return Notice(
      .warning,
      "The catalog's primary_key of \(description.name) lacks \(names): a destination that deduplicates by it keeps only one "
        + "of the records that differ in that. Refresh the source's schema, then refresh the stream.")
  }

  private static func notices(
    onLeftOver states: StateDocument, wanted: Set<StreamName>, offered: Set<StreamName>
  ) -> [Notice] {
    let mistaken = states.mistakes.keys.sorted { $0.rawValue < $1.rawValue }
    let leftOver = (states.names + mistaken).filter { !wanted.contains($0) }
    let unknown = leftOver.filter { !offered.contains($0) }
    var notices = leftOver.filter(offered.contains).map { name in
      Notice(.info, "The state of \(name) is not used, because the catalog does not contain the stream.")
    }
    notices += unknown.prefix(unknownNamesTold).map { name in
      let text =
        "The state file contains a state of '\(name.rawValue.clipped)', which is not a stream of this source. It is ignored."
      return Notice(.warning, text)
    }
    if unknown.count > unknownNamesTold {
      let text = "\(unknown.count - unknownNamesTold) more states of unknown streams are ignored."
      notices.append(Notice(.warning, text))
    }
    return notices
  }

  /// A file of another source may hold any number of names.
  private static let unknownNamesTold = 10
}
