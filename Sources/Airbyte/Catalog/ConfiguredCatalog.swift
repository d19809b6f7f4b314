import Connector
import JSON

/// The streams to read, as `--catalog` names them.
struct ConfiguredCatalog: Sendable, Equatable {
  /// Those that can be understood, no two of one name.
  let streams: [ConfiguredStream]
  /// Those that cannot, which concerns no other stream; no two of one name.
  let refused: [RefusedStream]

  /// Reads a configured catalog. Fields that the source does not use (destination modes, generations) are ignored.
  /// - Throws: `CatalogError` for a document that is no catalog or has no entry.
  init(_ document: JSON) throws(CatalogError) {
    guard document["type"] != "CATALOG" else { throw .discovered }
    var entries: [Entry] = []
    var places: [StreamName: Int] = [:]
    let nodes = try Self.nodes(of: document)
    guard !nodes.isEmpty else { throw .empty }
    // The output of `discover` has the name one level up. Using it as a catalog is a common mistake.
    guard !nodes.allSatisfy({ $0.value["stream"] == nil && $0.value["name"] != nil }) else {
      throw .discovered
    }
    for entry in nodes.map(Entry.init) {
      let name = entry.descriptor?.name
      if let name, let place = places[name] {
        entries[place] = entries[place].repeated(by: entry, of: name)
      } else {
        if let name { places[name] = entries.count }
        entries.append(entry)
      }
    }
    streams = entries.compactMap(\.stream)
    refused = entries.compactMap(\.refused)
  }

  /// The streams with these names, each once: all fields, incrementally where possible.
  init(naming names: [String]) {
    var known: Set<String> = []
    streams = names.filter { known.insert($0).inserted }.map(ConfiguredStream.init(named:))
    refused = []
  }

  private static func nodes(of document: JSON) throws(CatalogError) -> [DocumentNode] {
    do throws(ShapeError) {
      return try DocumentNode(document).member("streams").elements()
    } catch {
      throw .shape(error)
    }
  }

  private enum Entry {
    case stream(ConfiguredStream)
    case refused(RefusedStream)

    init(_ node: DocumentNode) {
      do throws(RefusedStream) {
        self = .stream(try ConfiguredStream(node))
      } catch {
        self = .refused(error)
      }
    }

    private static let errorsTold = 10

    var stream: ConfiguredStream? { if case .stream(let stream) = self { stream } else { nil } }
    var refused: RefusedStream? { if case .refused(let refused) = self { refused } else { nil } }

    var path: String {
      switch self {
      case .stream(let stream): stream.path
      case .refused(let refused): refused.path
      }
    }

    var descriptor: StreamDescriptor? {
      switch self {
      case .stream(let stream): stream.descriptor
      case .refused(let refused): refused.descriptor
      }
    }

    /// The stream when a later entry names it as well: which of them is meant is unknown, so neither is read.
    func repeated(by other: Entry, of name: StreamName) -> Entry {
      let errors = [self, other].flatMap { $0.refused?.errors ?? [] }
      // A catalog may repeat a stream any number of times.
      guard errors.count < Self.errorsTold else { return self }
      return .refused(
        RefusedStream(
          path: path, descriptor: descriptor, errors: errors + [.twice(name, path: other.path)]))
    }
  }
}

/// One stream of a configured catalog.
struct ConfiguredStream: Sendable, Equatable {
  /// Where it stands, as in `streams[3]`.
  let path: String
  let descriptor: StreamDescriptor
  let schema: JSON?
  let syncMode: SyncMode
  /// The path of the field that the user chose as cursor; empty for none.
  let cursor: [String]
  /// The paths of the fields by which the destination recognizes a record; empty for none.
  let primaryKey: [[String]]
  let sync: SyncIdentity?

  /// A stream that the command line names.
  fileprivate init(named name: String) {
    path = Option.streams.flag
    descriptor = StreamDescriptor(StreamName(name))
    (schema, syncMode, cursor, primaryKey, sync) = (nil, .incremental, [], [], nil)
  }

  /// - Throws: `RefusedStream` with all that is wrong, not only the first of it.
  init(_ entry: DocumentNode) throws(RefusedStream) {
    path = entry.path
    var errors: [CatalogError] = []
    func read<Value>(_ part: (DocumentNode) throws(ShapeError) -> Value) -> Value? {
      do throws(ShapeError) {
        return try part(entry)
      } catch {
        // Of an entry that is no object, every part says the same.
        if errors.last != .shape(error) { errors.append(.shape(error)) }
        return nil
      }
    }
    let descriptor = read(Self.descriptor)
    let schema = read(Self.schema)
    let syncMode = read(Self.syncMode)
    let cursor = read(Self.cursor)
    let primaryKey = read(Self.primaryKey)
    guard let descriptor, let syncMode, errors.isEmpty else {
      // An entry of the output of `discover` has the name one level up.
      let outer = entry.value["name"]?.string.map { StreamDescriptor(StreamName($0)) }
      throw RefusedStream(path: entry.path, descriptor: descriptor ?? outer, errors: errors)
    }
    self.descriptor = descriptor
    self.schema = schema ?? nil
    self.syncMode = syncMode
    self.cursor = cursor ?? []
    self.primaryKey = primaryKey ?? []
    sync = Self.sync(entry.value)
  }

  private static func descriptor(in entry: DocumentNode) throws(ShapeError) -> StreamDescriptor {
    let stream = try entry.member("stream")
    let name = StreamName(try stream.member("name").text())
    // What is wrong with the namespace must not hide the name.
    return StreamDescriptor(name, namespace: stream.value["namespace"]?.string)
  }

  private static func schema(in entry: DocumentNode) throws(ShapeError) -> JSON? {
    let stream = try entry.member("stream")
    _ = try stream.optionalMember("namespace")?.text()
    let schema = try stream.optionalMember("json_schema")
    _ = try schema?.object()
    return schema?.value
  }

  private static func syncMode(in entry: DocumentNode) throws(ShapeError) -> SyncMode {
    let mode = try entry.member("sync_mode")
    guard let syncMode = SyncMode(rawValue: try mode.text()) else {
      throw ShapeError(path: mode.path, problem: .notOneOf(SyncMode.allCases.map(\.rawValue)))
    }
    return syncMode
  }

  private static func cursor(in entry: DocumentNode) throws(ShapeError) -> [String] {
    try entry.optionalMember("cursor_field")?.names() ?? []
  }

  private static func primaryKey(in entry: DocumentNode) throws(ShapeError) -> [[String]] {
    guard let key = try entry.optionalMember("primary_key") else { return [] }
    // A name stands for its path.
    if let name = key.value.string { return [[name]] }
    var paths: [[String]] = []
    for element in try key.elements() { paths.append(try element.names()) }
    return paths
  }

  /// The platform numbers its syncs, and all attempts of one sync have the same number. PyAirbyte calls every sync 1,
  /// so that number is ignored.
  private static func sync(_ entry: JSON) -> SyncIdentity? {
    guard let id = entry["sync_id"]?.int, id > 1 else { return nil }
    return SyncIdentity(id: id, generation: entry["generation_id"]?.int)
  }
}

/// A stream of a configured catalog that cannot be read.
struct RefusedStream: Error, Sendable, Equatable {
  /// Where it stands, as in `streams[3]`.
  let path: String
  /// nil where the catalog does not say which stream is meant.
  let descriptor: StreamDescriptor?
  /// At least one.
  let errors: [CatalogError]
}

extension DocumentNode {
  /// A path of names, or a single name.
  fileprivate func names() throws(ShapeError) -> [String] {
    if let name = value.string { return [name] }
    var names: [String] = []
    for element in try elements() { names.append(try element.text()) }
    return names
  }
}
