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
  /// Neither of two options is there.
  case missingAlternative([Option], Verb)
  /// Two options that exclude each other.
  case contradiction([Option])
  /// A list of names without a name.
  case noNames(Option)
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
      "\(option.flag) needs \(option == .streams ? "names" : "the path of a file") after it, as in `\(option.example)`."
    case .unexpectedValue(let option): "\(option.flag) takes no value. Use it alone."
    case .missingOption(let option, let verb):
      "`\(verb.rawValue)` needs \(option.flag) with the path of a file, as in `\(Self.example(of: verb))`."
    case .missingAlternative(let options, let verb):
      "`\(verb.rawValue)` needs one of \(options.map(\.flag).joined(separator: " and ")), as in `\(Self.example(of: verb))`."
    case .contradiction(let options):
      "\(options.map(\.flag).joined(separator: " and ")) exclude each other. Use one of them."
    case .noNames(let option):
      "\(option.flag) names nothing. Write names with commas between them, as in `\(option.example)`."
    case .givenTwice(let option): "\(option.flag) is given twice. Use it once."
    }
  }

  private static func example(of verb: Verb) -> String {
    verb.rawValue + (verb.required + verb.alternatives.required.prefix(1)).map { " \($0.example)" }.joined()
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
