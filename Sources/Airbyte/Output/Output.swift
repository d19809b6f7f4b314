import JSON

/// The destination of all bytes: a descriptor, or memory in tests.
package protocol Output: Sendable {
  /// Writes all of the bytes, and waits for a slow reader.
  /// - Parameter bytes: valid during the call.
  /// - Throws: `OutputError`; a part of the bytes may have been taken by then.
  func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError)

  /// Whether ``write(_:)`` of `count` bytes would return even if the reader read nothing more.
  func hasRoom(for count: Int) -> Bool

  /// Checks that everything written was kept. Network file systems report a full disk only here.
  /// - Throws: `OutputError`.
  func finish() throws(OutputError)

  /// Makes the output hold more unread bytes, if it can.
  func makeRoom()

  /// The number of columns of a terminal; nil for anything else.
  var columns: Int? { get }
}

extension Output {
  package func hasRoom(for count: Int) -> Bool { true }
  package func makeRoom() {}
  package func finish() throws(OutputError) {}
  package var columns: Int? { nil }

  /// Writes a text as UTF-8.
  func write(_ text: String) throws(OutputError) {
    var bytes = ByteBuffer()
    bytes.append(utf8: text)
    try bytes.withBytes { (bytes) throws(OutputError) in try write(bytes) }
  }
}
