import JSON

/// Where bytes go at last: a descriptor, or memory in tests.
package protocol Output: Sendable {
  /// Takes all of the bytes and waits while the reader is slower.
  /// - Parameter bytes: valid during the call.
  /// - Throws: `OutputError`; a part of the bytes may have been taken by then.
  func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError)

  /// Whether ``write(_:)`` of `count` bytes would return even if nobody read another byte.
  func hasRoom(for count: Int) -> Bool

  /// Everything has been written: the last occasion to learn that it was not kept. Network file systems tell of a
  /// full disk no sooner.
  /// - Throws: `OutputError`.
  func finish() throws(OutputError)

  /// Makes the output hold more unread bytes than it did, if it can.
  func makeRoom()

  /// The number of columns if a person looks at it, else nil.
  var columns: Int? { get }
}

extension Output {
  package func hasRoom(for count: Int) -> Bool { true }
  package func makeRoom() {}
  package func finish() throws(OutputError) {}
  package var columns: Int? { nil }

  /// Takes a text as UTF-8.
  func write(_ text: String) throws(OutputError) {
    var bytes = ByteBuffer()
    bytes.append(utf8: text)
    try bytes.withBytes { (bytes) throws(OutputError) in try write(bytes) }
  }
}
