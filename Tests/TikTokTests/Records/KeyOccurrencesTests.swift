import Testing

@testable import TikTok

struct KeyOccurrencesTests {
  @Test func `each key is counted, also among many`() {
    var occurrences = KeyOccurrences()
    let keys = (0..<3000).map { UInt64($0) &* 0x9e37_79b9_7f4a_7c15 }
    for round in 0..<3 {
      for (index, key) in keys.enumerated() where index % (round + 1) == 0 {
        let earlier = index % 2 == 0 || round < 2 ? round : 1
        #expect(occurrences.note(key) == earlier)
      }
    }
  }
}
