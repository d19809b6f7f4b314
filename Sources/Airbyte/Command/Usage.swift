import Connector

/// The text of `--help`, and its first lines for invalid arguments.
struct Usage {
  let source: SourceIdentity

  var help: String {
    """
    \(source.name) \(source.version), a source connector of the Airbyte protocol

    Usage:
    \(calls)

    Commands:
    \(table(Verb.allCases.map { ($0.rawValue, $0.summary) }))

    Options:
    \(table(Option.allCases.map { ($0.takesFile ? "\($0.flag) FILE" : $0.flag, $0.summary) }))

    Protocol messages go to standard output, one JSON object per line. Every command accepts every option, in
    any order, also as --option=FILE.

    Exit status:
      0  success; the result of `check` is in its CONNECTION_STATUS message
      1  failure; of `read`: at least one stream failed, the others were read completely
      2  invalid arguments
      On SIGTERM or SIGINT, `read` completes its line, writes the last states and ends by that signal.

    Example:
      \(source.name) discover --config config.json
      \(source.name) read --config config.json --catalog catalog.json --state state.json

    """
  }

  var short: String {
    """
    Usage:
    \(calls)
    `\(source.name) --help` prints more.

    """
  }

  private var calls: String {
    Verb.allCases.map { verb in
      let required = verb.required.map { " \($0.flag) FILE" }
      let optional = verb.optional.map { " [\($0.flag) FILE]" }
      return "  \(source.name) \(verb.rawValue)" + (required + optional).joined()
    }.joined(separator: "\n")
  }

  private func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, summary in
      "  \(name)\(String(repeating: " ", count: width - name.count))  \(summary)"
    }.joined(separator: "\n")
  }
}
