/// The bytes of a response, decompressed; shared, never copied, and recycled.
///
/// A page of a report is about a megabyte, and there are thousands of them: with the last reference the storage
/// goes back to the transport, which receives the next page into it. A class, because that moment has to be
/// noticed: hold it for as long as its bytes are read, and no longer.
package final class ResponseBody: Sendable {
  /// The whole body. To read it as a span, put it into a local constant first.
  package let bytes: [UInt8]
  private let pool: BodyPool?

  /// A body of these bytes, whose storage is not recycled: for tests and simulated transports.
  package convenience init(_ bytes: [UInt8]) {
    self.init(bytes, pool: nil)
  }

  init(_ bytes: consuming [UInt8], pool: BodyPool?) {
    self.bytes = bytes
    self.pool = pool
  }

  deinit {
    // The array is referenced twice until this object is gone, some nanoseconds later. If it is taken from the pool
    // before, `removeAll` allocates new storage, and no byte is shared.
    pool?.put(bytes)
  }
}
