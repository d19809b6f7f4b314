/// What the arguments ask the program to do.
enum Invocation: Sendable, Equatable {
  /// The text of `--help`: of a command, or of the program if it is nil.
  case help(Verb?)
  case version
  /// `isDebug`: whether the messages include logs of level `DEBUG`; `capture`: the file for the exchanges.
  case session(Command, isDebug: Bool, capture: String? = nil)

  /// Reads the arguments. Options may stand anywhere, and every command takes all of them, because orchestrators
  /// pass more than a command needs.
  /// - Parameter arguments: without the program's own name.
  /// - Throws: `CommandError`, the first mistake.
  init(_ arguments: [String]) throws(CommandError) {
    var verb: Verb?
    var values: [Option: String] = [:]
    var isDebug = false
    var isVersion = false
    if arguments.contains("-h") || arguments.contains(Option.help.flag) {
      // Whatever else is wrong, the user asks for help.
      self = .help(arguments.lazy.compactMap(Verb.init).first { $0 != .help })
      return
    }
    var helped: Verb?
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-") else {
        if verb == .help {
          helped = helped ?? Verb(rawValue: argument)
          continue
        }
        guard verb == nil else { throw .unexpectedArgument(argument) }
        guard let known = Verb(rawValue: argument) else { throw .unknownCommand(argument) }
        verb = known
        continue
      }
      let (option, attached) = try Self.option(argument)
      switch option {
      case .debug: isDebug = true
      case .version: isVersion = true
      case .help: verb = .help
      case .config, .catalog, .streams, .state, .resume, .capture:
        guard values[option] == nil else { throw .givenTwice(option) }
        guard let value = attached ?? rest.popFirst(), !value.isEmpty else { throw .missingValue(option) }
        guard attached != nil || !value.hasPrefix("--") else { throw .missingValue(option) }
        values[option] = value
      }
    }
    func file(_ option: Option, of verb: Verb) throws(CommandError) -> String {
      guard let file = values[option] else { throw .missingOption(option, verb) }
      return file
    }
    switch verb {
    case .help: self = .help(helped)
    case _ where isVersion: self = .version
    case nil: throw .missingCommand
    case .spec: self = .session(.spec, isDebug: isDebug)
    case .check: self = .session(.check(config: try file(.config, of: .check)), isDebug: isDebug)
    case .discover: self = .session(.discover(config: try file(.config, of: .discover)), isDebug: isDebug)
    case .read:
      let config = try file(.config, of: .read)
      let (streams, states) = (try Self.streams(in: values), try Self.states(in: values))
      self = .session(.read(config: config, streams: streams, states: states), isDebug: isDebug)
    }
    if let file = values[.capture], case .session(let command, let isDebug, nil) = self {
      self = .session(command, isDebug: isDebug, capture: file)
    }
  }

  private static func streams(in values: [Option: String]) throws(CommandError) -> Command.Streams {
    switch (values[.catalog], values[.streams]) {
    case (nil, nil): throw .missingAlternative(Verb.read.alternatives.required, .read)
    case (.some, .some): throw .contradiction([.catalog, .streams])
    case (let catalog?, nil): return .catalog(catalog)
    case (nil, let text?):
      let names = text.split { $0 == "," || $0.isWhitespace }.map(String.init)
      guard !names.isEmpty else { throw .noNames(.streams) }
      return .named(names)
    }
  }

  private static func states(in values: [Option: String]) throws(CommandError) -> Command.States {
    switch (values[.state], values[.resume]) {
    case (nil, nil): return .none
    case (.some, .some): throw .contradiction([.state, .resume])
    case (let file?, nil): return .file(file)
    case (nil, let file?): return .resumed(file)
    }
  }

  /// The option of `--name` or `--name=value`, with the value.
  private static func option(_ argument: String) throws(CommandError) -> (Option, value: String?) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, let option = Option.allCases.first(where: { $0.flag == name }) else {
      throw .unknownOption(parts.first.map(String.init) ?? argument)
    }
    guard parts.count == 2 else { return (option, nil) }
    guard option.value != nil else { throw .unexpectedValue(option) }
    return (option, String(parts[1]))
  }
}
