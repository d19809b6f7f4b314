import Testing

@testable import TikTok

struct `Array chunks` {
  @Test(arguments: 0...7)
  func `halves keep the order, and the second may be one longer`(count: Int) throws {
    let elements = Array(0..<count)
    guard count > 1 else {
      #expect(elements.halves == nil)
      return
    }
    let halves = try #require(elements.halves)
    #expect(halves.count == 2)
    #expect(halves.flatMap(\.self) == elements)
    #expect([0, 1].contains(halves[1].count - halves[0].count))
  }

  @Test func `all chunks but the last are full`() {
    #expect([1, 2, 3, 4, 5].chunks(of: 2) == [[1, 2], [3, 4], [5]])
    #expect([Int]().chunks(of: 2).isEmpty)
  }

  @Test func `even chunks differ little in length`() {
    #expect([1, 2, 3, 4, 5].evenChunks(upTo: 4) == [[1, 2], [3, 4, 5]])
    #expect([1, 2].evenChunks(upTo: 4) == [[1, 2]])
    #expect([Int]().evenChunks(upTo: 4).isEmpty)
  }
}
