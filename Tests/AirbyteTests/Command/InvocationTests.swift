import TestSupport
import Testing

@testable import Airbyte

struct `Invocation of the program` {
  static let commands: [(arguments: String, command: Command, isDebug: Bool)] = [
    ("spec", .spec, false),
    ("spec --debug", .spec, true),
    ("spec --catalog c --config f --state s", .spec, false),
    ("--debug spec", .spec, true),
    ("check --config f", .check(config: "f"), false),
    ("check --config=f", .check(config: "f"), false),
    ("check --config f --catalog c --state s", .check(config: "f"), false),
    ("check --config=a=b.json", .check(config: "a=b.json"), false),
    ("check --config=--odd", .check(config: "--odd"), false),
    ("check --config -", .check(config: "-"), false),
    ("--config f check", .check(config: "f"), false),
    ("discover --config f --debug", .discover(config: "f"), true),
    ("discover --config f --debug --debug", .discover(config: "f"), true),
    ("read --config f --catalog c", .read(config: "f", catalog: "c", state: nil), false),
    ("read --config f --catalog c --state s", .read(config: "f", catalog: "c", state: "s"), false),
    ("read --state=s --catalog=c --config=f", .read(config: "f", catalog: "c", state: "s"), false),
  ]

  @Test(arguments: commands)
  func `arguments are parsed`(arguments: String, command: Command, isDebug: Bool) throws {
    let invocation = try Invocation(arguments.split(separator: " ").map(String.init))
    #expect(invocation == .session(command, isDebug: isDebug))
  }

  static let others: [(arguments: String, invocation: Invocation)] = [
    ("help", .help),
    ("help read", .help),
    ("help --version", .help),
    ("--help", .help),
    ("-h", .help),
    ("read --help", .help),
    ("raed --help", .help),
    ("--version --help", .help),
    ("--version", .version),
    ("read --version", .version),
  ]

  @Test(arguments: others)
  func `help and version need no session`(arguments: String, invocation: Invocation) throws {
    #expect(try Invocation(arguments.split(separator: " ").map(String.init)) == invocation)
  }

  static let refused: [(arguments: [String], error: CommandError)] = [
    ([], .missingCommand),
    (["--debug"], .missingCommand),
    (["raed"], .unknownCommand("raed")),
    (["sync"], .unknownCommand("sync")),
    ([""], .unknownCommand("")),
    (["read", "extra"], .unexpectedArgument("extra")),
    (["check", #"{"token": "secret"}"#], .unexpectedArgument(#"{"token": "secret"}"#)),
    (["read", "--confg", "f"], .unknownOption("--confg")),
    (["read", "--verbose"], .unknownOption("--verbose")),
    (["read", "-c"], .unknownOption("-c")),
    (["read", "--config"], .missingValue(.config)),
    (["read", "--config="], .missingValue(.config)),
    (["read", "--config", ""], .missingValue(.config)),
    (["read", "--config", "--catalog", "c"], .missingValue(.config)),
    (["read", "--debug=yes"], .unexpectedValue(.debug)),
    (["check"], .missingOption(.config, .check)),
    (["discover"], .missingOption(.config, .discover)),
    (["read", "--config", "f"], .missingOption(.catalog, .read)),
    (["read", "--catalog", "c"], .missingOption(.config, .read)),
    (["read", "--config", "f", "--config=g"], .givenTwice(.config)),
  ]

  @Test(arguments: refused)
  func `each mistake has its own error`(arguments: [String], error: CommandError) {
    #expect(throws: error) { try Invocation(arguments) }
  }

  @Test func `every error says how to fix it`() throws {
    let texts = Self.refused.map { "\($0.arguments.joined(separator: " "))\n  \($0.error.message)\n" }
    try expectSnapshot(texts.joined(), named: "command-errors.txt")
  }

  @Test func `a document passed as an argument is not printed`() {
    #expect(!CommandError.unexpectedArgument(#"{"token": "secret"}"#).message.contains("secret"))
    #expect(!CommandError.unknownCommand(#"["secret"]"#).message.contains("secret"))
  }
}
