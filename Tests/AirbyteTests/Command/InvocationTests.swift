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
    ("read --config f --catalog c", .read(config: "f", streams: .catalog("c"), states: .none), false),
    (
      "read --config f --catalog c --state s", .read(config: "f", streams: .catalog("c"), states: .file("s")),
      false
    ),
    (
      "read --config f --streams a,b", .read(config: "f", streams: .named(["a", "b"]), states: .none), false
    ),
    (
      "read --config f --streams=a,,b, --resume s",
      .read(config: "f", streams: .named(["a", "b"]), states: .resumed("s")), false
    ),
    (
      "read --config f --catalog c --resume=s",
      .read(config: "f", streams: .catalog("c"), states: .resumed("s")), false
    ),
    (
      "read --state=s --catalog=c --config=f", .read(config: "f", streams: .catalog("c"), states: .file("s")),
      false
    ),
  ]

  @Test(arguments: commands)
  func `arguments are parsed`(arguments: String, command: Command, isDebug: Bool) throws {
    let invocation = try Invocation(arguments.split(separator: " ").map(String.init))
    #expect(invocation == .session(command, isDebug: isDebug))
  }

  static let others: [(arguments: String, invocation: Invocation)] = [
    ("help", .help(nil)),
    ("help read", .help(.read)),
    ("help help", .help(.help)),
    ("help --version", .help(nil)),
    ("--help", .help(nil)),
    ("-h", .help(nil)),
    ("read --help", .help(.read)),
    ("--help check", .help(.check)),
    ("help discover --help", .help(.discover)),
    ("raed --help", .help(nil)),
    ("--version --help", .help(nil)),
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
    (["read", "--config", "f"], .missingAlternative([.catalog, .streams], .read)),
    (["read", "--config", "f", "--catalog", "c", "--streams", "a"], .contradiction([.catalog, .streams])),
    (
      ["read", "--config", "f", "--streams", "a", "--state", "s", "--resume", "r"],
      .contradiction([.state, .resume])
    ),
    (["read", "--config", "f", "--streams", " , "], .noNames(.streams)),
    (["read", "--config", "f", "--streams"], .missingValue(.streams)),
    (["read", "--config", "f", "--resume"], .missingValue(.resume)),
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
