import Testing

@testable import Airbyte

struct `Arguments of the process` {
  @Test func `Linux and Swift give the same arguments`() {
    #expect(!CommandLine.arguments.isEmpty)
    #expect(ProcessArguments.told(by: "/proc/self/cmdline") == CommandLine.arguments)
    #expect(ProcessArguments.all == CommandLine.arguments)
  }

  @Test func `a missing file gives no arguments`() {
    #expect(ProcessArguments.told(by: "/proc/self/nothing") == [])
  }
}
