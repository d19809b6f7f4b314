import HTTP
import Testing

struct `The retry policy` {
  @Test func `backoffs double up to the maximum`() {
    let policy = RetryPolicy()
    let longest = (1...9).map { policy.backoff(after: $0, jitter: 1) }
    #expect(longest == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
    #expect(policy.backoff(after: Int.max, jitter: 1) == .seconds(60))
    #expect(policy.backoff(after: 0, jitter: 1) == .seconds(1))
  }

  @Test(arguments: [(0.0, 0), (0.25, 1000), (1, 4000), (-3, 0), (7, 4000)])
  func `the jitter takes a fraction of the backoff`(jitter: Double, milliseconds: Int) {
    #expect(RetryPolicy().backoff(after: 3, jitter: jitter) == .milliseconds(milliseconds))
  }
}
