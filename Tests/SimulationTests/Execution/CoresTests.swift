import Testing

struct CoresTests {
  private struct Failure: Error {}

  @Test func `results have the order of their numbers`() async throws {
    let results = try await Cores.results(of: 5..<60) { number in
      // The first ones take longest.
      (0..<(60 - number) * 500).reduce(number) { sum, _ in sum }
    }
    #expect(results == Array(5..<60))
    #expect(try await Cores.results(of: 3..<3) { $0 } == [])
  }

  @Test func `no number is begun after enough results, and none before is left out`() async throws {
    let results = try await Cores.results(of: 0..<10_000, upTo: 5, that: { $0 % 10 == 9 }, { $0 })
    #expect(results == Array(0..<results.count))
    #expect(results.count >= 50)
    #expect(results.count < 10_000)
  }

  @Test func `an error ends it`() async {
    await #expect(throws: Failure.self) {
      try await Cores.results(of: 0..<1_000) { number in
        if number == 7 { throw Failure() }
      }
    }
  }
}
