/// The commands, with their descriptions in `--help`.
enum Verb: String, CaseIterable, Sendable {
  case spec, check, discover, read, help

  /// The options that the command requires.
  var required: [Option] {
    switch self {
    case .spec, .help: []
    case .check, .discover, .read: [.config]
    }
  }

  /// Further options, which exclude each other. One of the first kind is required.
  var alternatives: (required: [Option], optional: [Option]) {
    self == .read ? ([.catalog, .streams], [.state, .resume]) : ([], [])
  }

  /// The further options that the command uses.
  var optional: [Option] { self == .check || self == .read ? [.capture] : [] }

  /// All options that the command uses.
  var options: [Option] {
    required + alternatives.required + alternatives.optional + optional + [.debug]
  }

  var summary: String {
    switch self {
    case .spec: "Print the JSON Schema of the configuration."
    case .check: "Test whether the source can be read with the configuration, and say what is missing."
    case .discover: "List the streams that can be read with the configuration, with their schemas."
    case .read: "Read the streams of a catalog and print their records and states."
    case .help: "Print this text, or that of a command: `help read`."
    }
  }

  /// What the command does, in full, for its own `--help`.
  var description: String {
    switch self {
    case .spec: "Prints the fields of the configuration as a JSON Schema, in a SPEC message."
    case .check:
      """
      Asks the API, with few requests, whether the configuration can be used, and prints the verdict in a
      CONNECTION_STATUS message. The exit status is 0 also if the verdict is FAILED.
      """
    case .discover:
      """
      Prints the streams that the configuration offers, with their JSON Schemas, keys and cursors, in a CATALOG
      message; on a terminal a table in its place. It sends no request.
      """
    case .read:
      """
      Prints the records of the streams, and states from which a later read goes on. A stream that fails is
      reported, and the others are read completely.

      --resume makes a line for cron of it: the first read begins at the start date, each further one goes on
      from the states in the file. A state is kept there once the records before it are in the output.
      """
    case .help: "Prints the commands and options of the program, or of one command."
    }
  }

  /// Commands to try.
  var examples: [[Option]] {
    switch self {
    case .spec, .help: [[]]
    case .check, .discover: [[.config]]
    case .read: [[.config, .catalog, .state], [.config, .streams, .resume]]
    }
  }
}
