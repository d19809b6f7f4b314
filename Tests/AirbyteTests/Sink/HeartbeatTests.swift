import Testing

@testable import Airbyte

struct HeartbeatTests {
  /// The seconds at which it is due, of those that follow.
  private func due(since start: Int, _ ticks: [(second: Int, messages: Int)]) -> [Int] {
    var heartbeat = Heartbeat(at: .seconds(start))
    return ticks.filter { heartbeat.isDue(after: $0.messages, at: .seconds($0.second)) }.map(\.second)
  }

  @Test func `it is due after five minutes without a message, and again after five more`() {
    #expect(due(since: 1_000, [(1_299, 0), (1_300, 0), (1_599, 0), (1_600, 0)]) == [1_300, 1_600])
  }

  @Test func `a message begins another silence`() {
    #expect(due(since: 0, [(300, 1), (599, 1), (600, 1)]) == [600])
  }
}
