import Connector
import JSON

/// The streams to read, as `--catalog` names them.
struct ConfiguredCatalog: Sendable, Equatable {
  /// At least one, no two of one name.
  let streams: [ConfiguredStream]

  /// Reads a configured catalog. Fields that the source does not use (destination modes, keys) are ignored.
  init(_ document: JSON) throws(CatalogError) {
    guard document["type"] != "CATALOG" else { throw .discovered }
    var streams: [ConfiguredStream] = []
    var names: Set<StreamName> = []
    for entry in try Self.entries(of: document) {
      let stream = try ConfiguredStream(entry)
      guard names.insert(stream.descriptor.name).inserted else {
        throw .twice(stream.descriptor.name, path: stream.path)
      }
      streams.append(stream)
    }
    guard !streams.isEmpty else { throw .empty }
    self.streams = streams
  }

  private static func entries(of document: JSON) throws(CatalogError) -> [DocumentNode] {
    do throws(ShapeError) {
      return try DocumentNode(document).member("streams").elements()
    } catch {
      throw .shape(error)
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
  let sync: SyncIdentity?

  init(_ entry: DocumentNode) throws(CatalogError) {
    // The output of `discover` has the name one level up. Using it as a catalog is a common mistake.
    guard entry.value["stream"] != nil || entry.value["name"] == nil else { throw .discovered }
    do throws(ShapeError) {
      path = entry.path
      let stream = try entry.member("stream")
      descriptor = StreamDescriptor(
        StreamName(try stream.member("name").text()),
        namespace: try stream.optionalMember("namespace")?.text())
      let schema = try stream.optionalMember("json_schema")
      _ = try schema?.object()
      self.schema = schema?.value
      let mode = try entry.member("sync_mode")
      guard let syncMode = SyncMode(rawValue: try mode.text()) else {
        throw ShapeError(path: mode.path, problem: .notOneOf(SyncMode.allCases.map(\.rawValue)))
      }
      self.syncMode = syncMode
      cursor = try Self.cursor(try entry.optionalMember("cursor_field"))
      sync = Self.sync(entry.value)
    } catch {
      throw .shape(error)
    }
  }

  /// The platform numbers its syncs, and all attempts of one sync have the same number. PyAirbyte calls every sync 1,
  /// so that number is ignored.
  private static func sync(_ entry: JSON) -> SyncIdentity? {
    guard let id = entry["sync_id"]?.int, id > 1 else { return nil }
    return SyncIdentity(id: id, generation: entry["generation_id"]?.int)
  }

  /// A path of names, or a single name.
  private static func cursor(_ field: DocumentNode?) throws(ShapeError) -> [String] {
    guard let field else { return [] }
    if let name = field.value.string { return [name] }
    var names: [String] = []
    for element in try field.elements() { names.append(try element.text()) }
    return names
  }
}
