/// The commands, with their descriptions in `--help`.
enum Verb: String, CaseIterable, Sendable {
  case spec, check, discover, read, help

  /// The options that the command requires.
  var required: [Option] {
    switch self {
    case .spec, .help: []
    case .check, .discover: [.config]
    case .read: [.config, .catalog]
    }
  }

  /// The further options that the command uses.
  var optional: [Option] { self == .read ? [.state] : [] }

  var summary: String {
    switch self {
    case .spec: "Print the JSON Schema of the configuration."
    case .check: "Test whether the source can be read with the configuration, and say what is missing."
    case .discover: "List the streams that can be read with the configuration, with their schemas."
    case .read: "Read the streams of a catalog and print their records and states."
    case .help: "Print this text."
    }
  }
}

/// The options, with their descriptions in `--help`.
enum Option: String, CaseIterable, Sendable {
  case config, catalog, state, debug, help, version

  /// As it is typed.
  var flag: String { "--\(rawValue)" }

  var takesFile: Bool {
    switch self {
    case .config, .catalog, .state: true
    case .debug, .help, .version: false
    }
  }

  var summary: String {
    switch self {
    case .config: "The configuration, a JSON file. `spec` describes its fields."
    case .catalog:
      "The streams to read, a JSON file: a configured catalog, made from the output of `discover`."
    case .state: "Where to resume, a JSON file: the STATE messages of an earlier read."
    case .debug: "Also print LOG messages of level DEBUG."
    case .help: "Print this text. -h does the same."
    case .version: "Print the name and the version."
    }
  }
}
