import Connector
import TestSupport
import Testing

@testable import Airbyte

struct `Usage text` {
  let usage = Usage(source: SourceIdentity(name: "source-fake", version: "1.2.3"))

  @Test func `the help text has not changed`() throws { try expectSnapshot(usage.help, named: "help.txt") }

  @Test func `the short usage text has not changed`() throws {
    try expectSnapshot(usage.short, named: "usage.txt")
  }

  @Test(arguments: Verb.allCases)
  func `every command is documented`(verb: Verb) {
    #expect(usage.help.contains("\n  \(verb.rawValue) "))
    #expect(usage.help.contains(verb.summary))
    for option in verb.required + verb.optional { #expect(usage.help.contains("\(option.flag) FILE")) }
  }

  @Test(arguments: Option.allCases)
  func `every option is documented`(option: Option) {
    #expect(usage.help.contains("\n  \(option.flag)"))
    #expect(usage.help.contains(option.summary))
  }

  @Test(arguments: [ExitCode.success, .failure, .usage])
  func `every exit status is documented`(code: ExitCode) {
    #expect(usage.help.contains("\n  \(code.status)  "))
  }

  @Test func `no line is wider than a terminal of 110 columns`() {
    for line in usage.help.split(separator: "\n") { #expect(line.count <= 110) }
  }
}
