/// An error of the API, and the slice that it concerns: perhaps a part of the one that was given out.
struct SliceFailure: Error {
  let error: APIError
  let slice: Slice
}

extension Slice {
  /// Has an error of the API name this slice.
  /// - Parameter body: asks the API.
  /// - Returns: what `body` returns.
  /// - Throws: ``SliceFailure`` in place of an `APIError`; what else `body` throws.
  func attributing<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as APIError {
      throw SliceFailure(error: error, slice: self)
    }
  }
}
