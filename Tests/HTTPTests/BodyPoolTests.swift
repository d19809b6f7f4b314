import Testing

@testable import HTTP

struct `The pool of bodies` {
  @Test func `a returned storage is reused with its capacity and without its bytes`() {
    let pool = BodyPool(maximumCount: 2)
    var storage = pool.take()
    #expect(storage.isEmpty)
    storage.append(contentsOf: [UInt8](repeating: 7, count: 100_000))
    let place = storage.withUnsafeBytes(\.baseAddress)
    do {
      let body = ResponseBody(storage, pool: pool)
      storage = []
      #expect(body.bytes.count == 100_000)
    }
    let again = pool.take()
    #expect(again.isEmpty)
    #expect(again.capacity >= 100_000)
    #expect(again.withUnsafeBytes(\.baseAddress) == place)
  }

  @Test func `few storages are kept, and no huge ones`() {
    let pool = BodyPool(maximumCount: 2, maximumBytes: 100_000)
    for _ in 0..<5 { pool.put([UInt8](repeating: 0, count: 1000)) }
    pool.put([UInt8](repeating: 0, count: 200_000))
    #expect((0..<5).map { _ in pool.take().capacity >= 1000 } == [true, true, false, false, false])
  }

  @Test func `a burst of large pages leaves eight megabytes`() {
    let pool = BodyPool(maximumCount: 64)
    for _ in 0..<8 { pool.put([UInt8](repeating: 0, count: 3 << 20)) }
    #expect((0..<8).count { _ in pool.take().capacity > 0 } == 2)
  }

  @Test func `bytes that are still in use are not overwritten`() {
    let pool = BodyPool(maximumCount: 1)
    let kept: [UInt8]
    do {
      let body = ResponseBody([1, 2, 3], pool: pool)
      kept = body.bytes
    }
    var storage = pool.take()
    storage.append(9)
    #expect(kept == [1, 2, 3])
  }
}
