package import JSON

/// One stream that a read shall deliver.
package struct StreamRequest: Sendable, Equatable {
  package let name: StreamName
  package let syncMode: SyncMode
  /// The stream's JSON Schema as the user's catalog holds it: properties that are missing there are not wanted.
  /// nil or without properties: everything is.
  package let schema: JSON?
  /// What an earlier read of this stream handed to ``RecordSink/checkpoint(_:state:)``, or a predecessor's
  /// state; only the source knows its shape. Absent on a first and on a full read.
  package let state: JSON?

  package init(name: StreamName, syncMode: SyncMode, schema: JSON? = nil, state: JSON? = nil) {
    self.name = name
    self.syncMode = syncMode
    self.schema = schema
    self.state = state
  }
}
