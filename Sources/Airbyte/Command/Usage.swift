import Connector

/// The texts of `--help`, and the first lines for invalid arguments.
struct Usage {
  let source: SourceIdentity

  /// The text of a command, or of the program.
  func help(of verb: Verb?) -> String { verb.map(help) ?? help }

  var help: String {
    """
    \(source.name) \(source.version), a source connector of the Airbyte protocol

    Usage:
    \(calls)

    Commands:
    \(table(Verb.allCases.map { ($0.rawValue, $0.summary) }))

    Options:
    \(table(Option.allCases.map { ($0.usage, $0.summary) }))

    Protocol messages go to standard output, one JSON object per line. Every command accepts every option, in
    any order, also as --option=FILE.

    Exit status:
      0  success; the result of `check` is in its CONNECTION_STATUS message
      1  failure; of `read`: at least one stream failed, the others were read completely
      2  invalid arguments
      On SIGTERM or SIGINT, `read` completes its line, writes the last states and ends by that signal.

    Example:
      \(source.name) discover --config config.json
      \(source.name) read --config config.json --streams ads,campaigns --resume state.jsonl

    """
  }

  var short: String {
    """
    Usage:
    \(calls)
    `\(source.name) --help` prints more.

    """
  }

  private func help(of verb: Verb) -> String {
    let options =
      verb.options.isEmpty ? "" : "\nOptions:\n\(table(verb.options.map { ($0.usage, $0.summary) }))\n"
    let examples = verb.examples.map { options in
      "  \(source.name) \(verb.rawValue)" + options.map { " \($0.example)" }.joined()
    }
    return """
      Usage:
        \(call(of: verb))

      \(verb.description)
      \(options)
      Example:
      \(examples.joined(separator: "\n"))

      """
  }

  private var calls: String { Verb.allCases.map { "  \(call(of: $0))" }.joined(separator: "\n") }

  private func call(of verb: Verb) -> String {
    let (required, optional) = verb.alternatives
    var parts = [source.name, verb.rawValue] + verb.required.map(\.usage)
    if !required.isEmpty { parts.append("(\(required.map(\.usage).joined(separator: " | ")))") }
    if !optional.isEmpty { parts.append("[\(optional.map(\.usage).joined(separator: " | "))]") }
    if verb == .help { parts.append("[COMMAND]") }
    return parts.joined(separator: " ")
  }

  private func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, summary in
      "  \(name.padded(to: width))  \(summary)"
    }.joined(separator: "\n")
  }
}
