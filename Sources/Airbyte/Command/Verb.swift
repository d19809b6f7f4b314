/// What the program can be asked to do, with the words about it in `--help`.
enum Verb: String, CaseIterable, Sendable {
  case spec, check, discover, read, help

  /// The options that the command cannot do without.
  var required: [Option] {
    switch self {
    case .spec, .help: []
    case .check, .discover: [.config]
    case .read: [.config, .catalog]
    }
  }

  /// The options that the command takes besides.
  var optional: [Option] { self == .read ? [.state] : [] }

  var summary: String {
    switch self {
    case .spec: "Print what a configuration consists of, as JSON Schema."
    case .check: "Try whether the configuration is enough to read with, and say what is missing."
    case .discover: "List the streams that the configuration offers, with their schemas."
    case .read: "Read the streams of a catalog and print their records and states."
    case .help: "Print this text."
    }
  }
}

/// What a command can be given, with the words about it in `--help`.
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
    case .config: "The configuration, a JSON file. `spec` says what belongs into it."
    case .catalog: "The streams to read, a JSON file: a configured catalog, made from what `discover` prints."
    case .state: "Where to go on, a JSON file: the STATE messages of an earlier read."
    case .debug: "Also print LOG messages of level DEBUG."
    case .help: "Print this text, as -h does."
    case .version: "Print name and version."
    }
  }
}
