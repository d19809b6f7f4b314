package import JSON

/// One stream that a source offers.
package struct StreamDescription: Sendable {
  package let name: StreamName
  /// Makes the JSON Schema (draft 7) of a record. A function because a read does not need the schemas of all streams.
  package let schema: @Sendable () throws(SourceFailure) -> JSON
  /// Which modes it can be read in.
  package let syncModes: [SyncMode]
  /// The fields that identify a record, each a path from the record's top; empty for none.
  package let primaryKey: [[String]]
  /// The path of the field that orders changes; empty for none.
  package let cursor: [String]
  /// Whether an interrupted read can continue from its last state.
  package let isResumable: Bool

  package init(
    name: StreamName, schema: @escaping @Sendable () throws(SourceFailure) -> JSON, syncModes: [SyncMode],
    primaryKey: [[String]], cursor: [String], isResumable: Bool
  ) {
    self.name = name
    self.schema = schema
    self.syncModes = syncModes
    self.primaryKey = primaryKey
    self.cursor = cursor
    self.isResumable = isResumable
  }
}

/// The name of a stream, as catalogs, states and records spell it.
package struct StreamName: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }
  package init(_ name: String) { rawValue = name }
  package init(stringLiteral value: String) { rawValue = value }

  package var description: String { rawValue }
}

/// How much of a stream a read covers.
package enum SyncMode: String, Sendable, CaseIterable {
  case fullRefresh = "full_refresh"
  /// From the state on.
  case incremental
}
