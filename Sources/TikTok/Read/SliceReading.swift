/// Reads the records of one slice through to the sink.
protocol SliceReading: Sendable {
  /// - Parameters:
  ///   - slice: one of the stream's, as it was given out.
  ///   - position: how far its account has been read before.
  /// - Returns: what its records say of the account's changes.
  /// - Throws: ``SliceFailure``, `CancellationError`, what the sink throws.
  func read(_ slice: Slice, from position: Position) async throws -> Changes
}
