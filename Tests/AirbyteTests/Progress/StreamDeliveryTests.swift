import Connector
import JSON
import Testing

@testable import Airbyte

struct `Delivery of a stream` {
  private func started(state: JSON? = nil) -> StreamDelivery {
    var delivery = StreamDelivery(.make("a", state: state))
    delivery.start(at: .zero)
    return delivery
  }

  /// A delivery that emitted a state of 1,000 bytes at second 10.
  private func afterState() -> StreamDelivery {
    var delivery = started()
    delivery.add(records: 5, bytes: 500)
    delivery.checkpoint { ["n": 5] }
    _ = delivery.takeState()
    delivery.delivered(stateOf: 1_000, at: .seconds(10))
    return delivery
  }

  @Test func `the first checkpoint makes a state due at once`() {
    var delivery = started()
    #expect(!delivery.isStateDue(at: .zero))
    delivery.checkpoint { [:] }
    #expect(delivery.isStateDue(at: .zero))
  }

  @Test(arguments: [
    (19_999, Duration.milliseconds(14_999), false), (20_000, .seconds(10), true), (0, .seconds(15), true),
    (0, .seconds(11), false),
  ])
  func `a state is due after twenty times its bytes in records, or after five seconds`(
    bytes: Int, moment: Duration, isDue: Bool
  ) {
    var delivery = afterState()
    delivery.add(records: 1, bytes: bytes)
    delivery.checkpoint { [:] }
    #expect(delivery.isStateDue(at: moment) == isDue)
  }

  @Test func `without a checkpoint no state is due, even after a long time`() {
    #expect(!afterState().isStateDue(at: .seconds(1_000)))
  }

  @Test func `only the newest checkpoint composes its state`() {
    var delivery = started()
    delivery.checkpoint {
      Issue.record("An outdated state was composed.")
      return ["n": 1]
    }
    delivery.checkpoint { ["n": 2] }
    #expect(delivery.takeState()?.json["state"]?["stream"]?["stream_state"] == ["n": 2])
    #expect(delivery.takeState() == nil)
  }

  @Test func `a state counts the records since the previous one`() {
    var delivery = afterState()
    delivery.add(records: 3, bytes: 1)
    delivery.add(records: 4, bytes: 1)
    delivery.checkpoint { [:] }
    #expect(delivery.takeState()?.recordCount == "7.0")
  }

  @Test func `a state that could not be delivered is kept, and its count is not added twice`() {
    var delivery = afterState()
    delivery.add(records: 3, bytes: 1)
    delivery.checkpoint { ["n": 8] }
    _ = delivery.takeState()
    delivery.keepState()
    #expect(delivery.takeState()?.json["state"]?["stream"]?["stream_state"] == ["n": 8])
    #expect(delivery.takeState()?.recordCount == nil)
  }

  @Test func `the closing state is the newest checkpoint`() {
    var delivery = afterState()
    delivery.checkpoint { ["n": 9] }
    #expect(delivery.takeClosingState()?.state == ["n": 9])
  }

  @Test func `a stream without a checkpoint closes with the protocol's no-cursor state`() {
    var delivery = started()
    delivery.add(records: 3, bytes: 1)
    #expect(delivery.takeClosingState()?.state == ["__ab_no_cursor_state_message": true])
  }

  @Test func `an incremental stream without a checkpoint keeps the state it started with`() {
    var delivery = started(state: ["n": 1])
    #expect(delivery.takeClosingState()?.state == ["n": 1])
  }

  @Test func `records after the last state are counted by a closing state`() {
    var delivery = afterState()
    #expect(delivery.takeClosingState() == nil)
    delivery.add(records: 2, bytes: 1)
    let closing = delivery.takeClosingState()
    #expect(closing?.state == ["n": 5])
    #expect(closing?.recordCount == "2.0")
  }

  @Test func `estimates are one second apart, and the last one is always emitted`() {
    var delivery = started()
    delivery.estimate(100)
    #expect(delivery.takeEstimate(at: .zero) != nil)
    delivery.estimate(200)
    #expect(delivery.takeEstimate(at: .milliseconds(999)) == nil)
    delivery.estimate(300)
    #expect(delivery.takeEstimate(at: .seconds(1))?.rows == 300)
    delivery.estimate(400)
    #expect(delivery.takeEstimate(at: .milliseconds(1_500), isLast: true)?.rows == 400)
  }

  @Test func `an unchanged estimate is not emitted again`() {
    var delivery = started()
    delivery.estimate(100)
    _ = delivery.takeEstimate(at: .zero)
    delivery.estimate(100)
    #expect(delivery.takeEstimate(at: .seconds(5), isLast: true) == nil)
  }

  @Test func `an outdated estimate is not emitted`() {
    var delivery = started()
    delivery.estimate(200)
    delivery.estimate(100)
    #expect(delivery.takeEstimate(at: .zero)?.rows == 200)
    delivery.estimate(150)
    #expect(delivery.takeEstimate(at: .seconds(5), isLast: true) == nil)
  }
}

extension Selection.Item {
  static func make(_ name: StreamName, namespace: String? = nil, state: JSON? = nil) -> Self {
    Self(
      descriptor: StreamDescriptor(name, namespace: namespace),
      request: StreamRequest(name: name, syncMode: .incremental, state: state))
  }
}

extension Message {
  fileprivate var state: JSON? { json["state"]?["stream"]?["stream_state"] }
  fileprivate var recordCount: String? { json["state"]?["sourceStats"]?["recordCount"]?.text }
}

extension Trace {
  fileprivate var rows: Int? { json(at: 0)["estimate"]?["row_estimate"]?.int }
}
