package import JSON

/// One stream that a read shall deliver.
package struct StreamRequest: Sendable, Equatable {
  package let name: StreamName
  package let syncMode: SyncMode
  /// The stream's JSON Schema as the user's catalog holds it: properties that are missing there are not wanted.
  /// nil or without properties: everything is.
  package let schema: JSON?
  /// What an earlier read of this stream handed to ``RecordSink/checkpoint(_:state:)``, or a predecessor's
  /// state; only the source knows its shape. Absent on a first read. A full read goes on from it where an earlier
  /// attempt was ended before its time, and otherwise passes over it.
  package let state: JSON?
  /// Which sync the read is an attempt of; nil where nobody tells.
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

/// What an orchestrator calls a sync of a stream. Attempts of one sync are called the same, and what they deliver
/// stands side by side at the destination.
package struct SyncIdentity: Sendable, Equatable {
  package let id: Int
  /// Counts how often the destination's records were to be replaced.
  package let generation: Int?

  package init(id: Int, generation: Int? = nil) {
    self.id = id
    self.generation = generation
  }
}
