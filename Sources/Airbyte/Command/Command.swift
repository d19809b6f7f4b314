/// One run of the program, as its arguments ask for it.
enum Command: Sendable, Equatable {
  case help
  case version
  case spec
  /// `config`, `catalog`, `state`: paths of files.
  case check(config: String)
  case discover(config: String)
  case read(config: String, catalog: String, state: String?)
}

/// The arguments, understood.
struct Invocation: Sendable, Equatable {
  let command: Command
  let isDebug: Bool

  /// Reads the arguments. Options may stand anywhere and every command takes all of them, because orchestrators
  /// pass more than a command needs.
  /// - Parameter arguments: without the program's own name.
  /// - Throws: `CommandError`, the first mistake.
  init(_ arguments: [String]) throws(CommandError) {
    var verb: Verb?
    var files: [Option: String] = [:]
    var isDebug = false
    var isVersion = false
    var isHelp = arguments.contains("-h") || arguments.contains(Option.help.flag)
    var rest = isHelp ? [] : arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-") else {
        if verb == .help { continue }
        guard verb == nil else { throw .unexpectedArgument(argument) }
        guard let known = Verb(rawValue: argument) else { throw .unknownCommand(argument) }
        verb = known
        continue
      }
      let (option, attached) = try Self.option(argument)
      switch option {
      case .debug: isDebug = true
      case .version: isVersion = true
      case .help: isHelp = true
      case .config, .catalog, .state:
        guard files[option] == nil else { throw .givenTwice(option) }
        guard let value = attached ?? rest.popFirst(), !value.isEmpty else { throw .missingValue(option) }
        guard attached != nil || !value.hasPrefix("--") else { throw .missingValue(option) }
        files[option] = value
      }
    }
    self.isDebug = isDebug
    if isHelp || verb == .help {
      command = .help
    } else if isVersion {
      command = .version
    } else if let verb {
      command = try Self.command(verb, files)
    } else {
      throw .missingCommand
    }
  }

  /// The option of `--name` or `--name=value`, with the value.
  private static func option(_ argument: String) throws(CommandError) -> (Option, value: String?) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, let option = Option.allCases.first(where: { $0.flag == name }) else {
      throw .unknownOption(parts.first.map(String.init) ?? argument)
    }
    guard parts.count == 2 else { return (option, nil) }
    guard option.takesFile else { throw .unexpectedValue(option) }
    return (option, String(parts[1]))
  }

  private static func command(_ verb: Verb, _ files: [Option: String]) throws(CommandError) -> Command {
    func file(_ option: Option) throws(CommandError) -> String {
      guard let file = files[option] else { throw .missingOption(option, verb) }
      return file
    }
    switch verb {
    case .help: return .help
    case .spec: return .spec
    case .check: return .check(config: try file(.config))
    case .discover: return .discover(config: try file(.config))
    case .read:
      return .read(config: try file(.config), catalog: try file(.catalog), state: files[.state])
    }
  }
}
