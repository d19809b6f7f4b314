/// The options, with their descriptions in `--help`.
enum Option: String, CaseIterable, Sendable {
  case config, catalog, streams, state, resume, capture, debug, help, version

  /// As it is typed.
  var flag: String { "--\(rawValue)" }

  /// What stands for its value in `--help`; nil if it takes none.
  var value: String? {
    switch self {
    case .config, .catalog, .state, .resume, .capture: "FILE"
    case .streams: "NAMES"
    case .debug, .help, .version: nil
    }
  }

  /// The option with its value, as in `--config FILE`.
  var usage: String { value.map { "\(flag) \($0)" } ?? flag }

  /// The option with a value that it could have.
  var example: String {
    switch self {
    case .config, .catalog, .state: "\(flag) \(rawValue).json"
    case .streams: "\(flag) ads,campaigns"
    case .resume: "\(flag) state.jsonl"
    case .capture: "\(flag) capture.jsonl"
    case .debug, .help, .version: flag
    }
  }

  var summary: String {
    switch self {
    case .config: "The configuration, a JSON file. `spec` describes its fields."
    case .catalog:
      "The streams to read, a JSON file: a configured catalog, made from the output of `discover`."
    case .streams: "The streams to read, in place of a catalog: names with commas, as `discover` lists them."
    case .state: "Where to resume, a JSON file: the STATE messages of an earlier read."
    case .resume: "Where to resume, if the file exists, and where to keep the new states."
    case .capture: "Record the requests and answers in FILE, without names and secrets, to report a problem."
    case .debug: "Also print LOG messages of level DEBUG."
    case .help: "Print this text, or that of a command. -h does the same."
    case .version: "Print the name and the version."
    }
  }
}
