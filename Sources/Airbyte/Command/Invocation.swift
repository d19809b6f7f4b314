/// What the arguments ask the program to do.
enum Invocation: Sendable, Equatable {
  case help
  case version
  /// `isDebug`: whether the messages include logs of level `DEBUG`.
  case session(Command, isDebug: Bool)

  /// Reads the arguments. Options may stand anywhere, and every command takes all of them, because orchestrators
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
    func file(_ option: Option, of verb: Verb) throws(CommandError) -> String {
      guard let file = files[option] else { throw .missingOption(option, verb) }
      return file
    }
    switch verb {
    case _ where isHelp, .help: self = .help
    case _ where isVersion: self = .version
    case nil: throw .missingCommand
    case .spec: self = .session(.spec, isDebug: isDebug)
    case .check: self = .session(.check(config: try file(.config, of: .check)), isDebug: isDebug)
    case .discover: self = .session(.discover(config: try file(.config, of: .discover)), isDebug: isDebug)
    case .read:
      let (config, catalog) = (try file(.config, of: .read), try file(.catalog, of: .read))
      self = .session(.read(config: config, catalog: catalog, state: files[.state]), isDebug: isDebug)
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
}
