import Testing

@testable import TikTok

struct DistinctKeysTests {
  @Test func `a key on several pages counts once`() {
    var keys = DistinctKeys()
    keys.begin()
    keys.add([1, 2], upTo: 100)
    keys.add([2, 3], upTo: 100)
    #expect(keys.countOfRead == 3)
    #expect(keys.ofRead == [1, 2, 3])
    #expect(keys.unknown([3, 4]) == 1)
  }

  @Test func `the keys of earlier reads count until they are discarded`() {
    var keys = DistinctKeys()
    for isVoid in [false, true] {
      keys.begin()
      keys.add([1, 2], upTo: 100)
      keys.begin()
      keys.add([2, 3], upTo: 100)
      #expect(keys.count == 3)
      #expect(keys.countOfRead == 2)
      if isVoid { keys.void() }
    }
    keys.begin()
    keys.add([4], upTo: 100)
    #expect(keys.count == 1)
  }

  @Test func `above the limit, keys are no longer kept`() {
    var keys = DistinctKeys()
    keys.begin()
    keys.add([1, 2], upTo: 3)
    #expect(keys.areKept)
    keys.add([3, 4], upTo: 3)
    #expect(!keys.areKept && keys.ofRead.isEmpty && keys.unknown([9]) == 0)
  }
}
