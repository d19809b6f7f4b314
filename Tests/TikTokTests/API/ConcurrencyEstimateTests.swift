import Testing

@testable import TikTok

struct ConcurrencyEstimateTests {
  /// An estimate after `count` responses of the same duration and size.
  private static func after(
    _ answers: Int, of bytes: Int = 1000, in seconds: Double, rate: Double = 10, most: Int = 1000
  ) -> ConcurrencyEstimate {
    var estimate = ConcurrencyEstimate(most: most, rate: rate, memory: 10_000_000)
    for _ in 0..<answers { estimate.note(pageOf: bytes, after: .seconds(seconds)) }
    return estimate
  }

  @Test(arguments: [(10.0, 2.0), (50, 0.2), (50, 2), (20, 1), (0.5, 2.5), (10, 0.2), (10, 0.001)])
  func `there are slots for all requests that the rate allows during one response`(
    rate: Double, latency: Double
  ) {
    let places = Self.after(200, in: latency, rate: rate).places
    #expect(places >= max(8, Int(rate * latency * 1.2)))
    #expect(places <= max(8, Int(rate * latency * 1.25) + 4))
  }

  @Test func `the estimate never exceeds the maximum`() {
    #expect(Self.after(200, in: 2, most: 3).places == 3)
    #expect(Self.after(200, in: 2, most: 1).places == 1)
  }

  @Test func `slower responses count quickly, faster ones gradually`() {
    let near = Self.after(200, in: 0.1, rate: 100)
    var slower = near
    for _ in 0..<4 { slower.note(pageOf: 1000, after: .seconds(2)) }
    #expect(slower.latency > 1.8)
    var faster = slower
    for _ in 0..<4 { faster.note(pageOf: 1000, after: .seconds(0.1)) }
    #expect(faster.latency > 1.2)
    for _ in 0..<100 { faster.note(pageOf: 1000, after: .seconds(0.1)) }
    #expect(faster.latency < 0.12)
  }

  @Test func `a single response that hangs for a minute counts as a slow one`() {
    var estimate = Self.after(200, in: 0.1)
    estimate.note(pageOf: 1000, after: .seconds(60))
    #expect(estimate.latency < 1.5)
  }

  @Test(arguments: [1_000_000, 2_500_000, 9_000_000])
  func `pages stay within the memory limit, which is higher when TikTok is far away`(bytes: Int) {
    for latency in [0.0, 0.01, 0.1, 0.2, 2, 100] {
      let places = Self.after(50, of: bytes, in: latency, rate: 1000).places
      let memory = latency < 0.1 ? 10_000_000 : 24_000_000
      #expect(places == 2 || places * bytes <= memory)
    }
    let (near, far) = (Self.after(50, of: bytes, in: 0), Self.after(50, of: bytes, in: 2, rate: 1000))
    #expect(near.places <= 8)
    if bytes < 9_000_000 { #expect(far.places > near.places) }
  }

  @Test func `two pages always have room`() {
    #expect(Self.after(5, of: 200_000_000, in: 0).places == 2)
  }

  @Test func `far from TikTok, a burst of requests starts before the first report arrives`() {
    // The requests for the accounts have been answered.
    #expect(Self.after(2, of: 5000, in: 2).places >= 10)
  }
}
