import Testing

@testable import Airbyte

struct `Arguments of the process` {
  @Test func `Linux tells them as Swift does`() {
    #expect(!CommandLine.arguments.isEmpty)
    #expect(ProcessArguments.told(by: "/proc/self/cmdline") == CommandLine.arguments)
    #expect(ProcessArguments.all == CommandLine.arguments)
  }

  @Test func `a file that is not there tells none`() {
    #expect(ProcessArguments.told(by: "/proc/self/nothing") == [])
  }
}
