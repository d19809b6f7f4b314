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
    let alternatives = verb.alternatives
    for option in verb.required + alternatives.required + alternatives.optional {
      #expect(usage.help.contains(option.usage))
      #expect(usage.help(of: verb).contains(option.summary))
    }
  }

  @Test func `the texts of the commands have not changed`() throws {
    let texts = Verb.allCases.map { "--- \($0.rawValue)\n" + usage.help(of: $0) }
    try expectSnapshot(texts.joined(separator: "\n"), named: "help-of-commands.txt")
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
