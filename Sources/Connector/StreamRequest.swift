package import JSON

/// One stream to read.
package struct StreamRequest: Sendable, Equatable {
  package let name: StreamName
  package let syncMode: SyncMode
  /// The stream's JSON Schema as the user's catalog holds it: only its properties are wanted. Everything is wanted if
  /// it is nil or has no properties.
  package let schema: JSON?
  /// What an earlier read of this stream passed to ``RecordSink/checkpoint(_:state:)``, or the state of another
  /// connector. Only the source knows its shape. Absent on a first read. A full read continues from it if it is of an
  /// interrupted attempt, and otherwise ignores it.
  package let state: JSON?
  /// Which sync the read is an attempt of; nil if unknown.
  package let sync: SyncIdentity?

  package init(
    name: StreamName, syncMode: SyncMode, schema: JSON? = nil, state: JSON? = nil, sync: SyncIdentity? = nil
  ) {
    self.name = name
    self.syncMode = syncMode
    self.schema = schema
    self.state = state
    self.sync = sync
  }
}

/// How an orchestrator identifies a sync of a stream. All attempts of one sync have the same identity, and the
/// destination keeps the records of all of them.
package struct SyncIdentity: Sendable, Equatable {
  package let id: Int
  /// How often the destination's records were to be replaced.
  package let generation: Int?

  package init(id: Int, generation: Int? = nil) {
    self.id = id
    self.generation = generation
  }
}
