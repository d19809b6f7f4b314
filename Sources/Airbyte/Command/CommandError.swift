import Connector

/// Why the arguments are invalid.
enum CommandError: Error, Equatable, Sendable {
  case missingCommand
  case unknownCommand(String)
  case unexpectedArgument(String)
  case unknownOption(String)
  case missingValue(Option)
  case unexpectedValue(Option)
  case missingOption(Option, Verb)
  case givenTwice(Option)
}

extension CommandError: ExplainedError {
  var message: String {
    switch self {
    case .missingCommand:
      "No command is given. Use one of \(Verb.allCases.map(\.rawValue).joined(separator: ", "))."
    case .unknownCommand(let name):
      "There is no command \(Self.quoted(name))"
        + Self.suggestion(for: name, among: Verb.allCases.map(\.rawValue))
    case .unexpectedArgument(let argument):
      "The argument \(Self.quoted(argument)) follows no option that takes a value. "
        + "A path with spaces in it needs quotes."
    case .unknownOption(let name):
      "There is no option \(Self.quoted(name))"
        + Self.suggestion(for: name, among: Option.allCases.map(\.flag))
    case .missingValue(let option):
      "\(option.flag) needs the path of a file after it, as in `\(option.flag) \(option.rawValue).json`."
    case .unexpectedValue(let option): "\(option.flag) takes no value. Use it alone."
    case .missingOption(let option, let verb):
      "`\(verb.rawValue)` needs \(option.flag) with the path of a file, as in `\(Self.example(of: verb))`."
    case .givenTwice(let option): "\(option.flag) is given twice. Use it once."
    }
  }

  private static func example(of verb: Verb) -> String {
    verb.rawValue + verb.required.map { " \($0.flag) \($0.rawValue).json" }.joined()
  }

  private static func suggestion(for name: String, among names: [String]) -> String {
    let nearest = Connector.suggestion(for: name, among: names)
    return nearest.isEmpty ? ". Available: \(names.joined(separator: ", "))." : ".\(nearest)"
  }

  /// The argument itself, unless it looks like a document, which may hold secrets.
  private static func quoted(_ argument: String) -> String {
    let isName = argument.utf8.count <= 80 && !argument.contains { "{}[]\"\n".contains($0) }
    return isName ? "`\(argument)`" : "(a JSON text: options take the path of a file)"
  }
}
