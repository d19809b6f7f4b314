package import JSON

/// Where a read delivers to. Calls may come from several tasks at once; the sink puts them in an order.
///
/// Of one stream: ``start(_:)``, then writes, checkpoints and estimates, then ``complete(_:)`` or
/// ``fail(_:with:)``.
package protocol RecordSink: Log {
  /// The stream's slices are about to be read.
  func start(_ stream: StreamName) async throws

  /// Lends the sink's buffer to `append`, which adds whole record lines of `stream` to it, and delivers them.
  ///
  /// Each line is `frame.prefix`, the record as one JSON object without a line break, `frame.suffix`. Returns once
  /// the lines are on their way to the reader, so a slow reader slows its writers down. `append` runs on the sink's
  /// own thread, one at a time, and returns the number of added lines and a value of its own. If it throws, its lines
  /// are removed and the error is rethrown. Other errors: a closed output; `CancellationError`.
  /// - Returns: the value of `append`; nil when the stream has failed and takes no more records.
  func write<Value: Sendable>(
    _ stream: StreamName,
    _ append: @escaping @Sendable (RecordFrame, inout ByteBuffer) throws -> (lines: Int, value: Value)
  ) async throws -> Value?

  /// Everything that `state` covers has been written. The sink decides when it is worth a message: always the
  /// newest one before the stream ends and before the process stops.
  /// `state` is called at most once, and only if it is delivered before a newer one.
  func checkpoint(_ stream: StreamName, state: @escaping @Sendable () -> JSON) async throws

  /// The total number of records of the stream, as far as it is known by now.
  func estimate(_ stream: StreamName, records: Int) async throws

  /// Every slice of the stream has been read.
  func complete(_ stream: StreamName) async throws

  /// The stream ends here, incomplete; the other streams go on.
  func fail(_ stream: StreamName, with failure: SourceFailure) async throws

  /// The source sends no requests until `reset` (milliseconds since 1970), because the API throttles it.
  func throttle(until reset: Int) async throws
}

extension RecordSink {
  /// Delivers whole record lines, as ``write(_:_:)`` does, if `append` returns only their number.
  /// - Returns: that number; nil when the stream has failed, and takes no more records.
  @discardableResult
  package func write(
    _ stream: StreamName,
    _ append: @escaping @Sendable (RecordFrame, inout ByteBuffer) throws -> Int
  ) async throws -> Int? {
    try await write(stream) { frame, buffer in
      let lines = try append(frame, &buffer)
      return (lines: lines, value: lines)
    }
  }
}

/// The bytes around a record's JSON object that make it a line of the sink's format.
package struct RecordFrame: Sendable {
  package let prefix: [UInt8]
  package let suffix: [UInt8]
  /// The suffix of a record some of whose values are not those of the source.
  package let suffixForChanges: @Sendable ([RecordChange]) -> [UInt8]

  package init(
    prefix: [UInt8], suffix: [UInt8], suffixForChanges: @escaping @Sendable ([RecordChange]) -> [UInt8]
  ) {
    self.prefix = prefix
    self.suffix = suffix
    self.suffixForChanges = suffixForChanges
  }
}
