import Glibc
import JSON

/// Why a file that the user named cannot be used.
struct DocumentError: Error, Equatable, Sendable {
  enum Problem: Equatable, Sendable {
    case missing
    case directory
    /// The system refused with this `errno`.
    case unreadable(code: Int32)
    case empty
    case tooLarge
    /// The argument is a document itself, not a path.
    case inline
    case invalidJSON(JSONError, Place)
    case notAnObject(found: String)
    /// A member is not what the file's format says.
    case shape(ShapeError)
    case catalog(CatalogError)
  }

  let file: DocumentFile
  let problem: Problem
}

extension DocumentError: ExplainedError {
  var message: String {
    let name = "The \(file.role.rawValue) file '\(file.path)'"
    let flag = file.role.option.flag
    switch problem {
    case .missing: return "\(name) does not exist. Check the path after \(flag)."
    case .directory: return "\(name) is a directory. Name a JSON file after \(flag)."
    case .unreadable(let code):
      return "\(name) cannot be read: \(String(cString: strerror(code))). "
        + "Let the user of this process read it, or name another file after \(flag)."
    case .empty: return "\(name) is empty. \(Self.content(of: file.role))"
    case .tooLarge:
      let what = "\(name) is larger than \(DocumentFile.limit >> 20) MiB."
      return file.role == .state
        ? "\(what) If it is the output of an earlier read, keep its STATE lines alone: "
          + "grep '\"type\":\"STATE\"' output > state.json"
        : "\(what) Check that \(flag) names the right one."
    case .inline:
      return "\(flag) takes the path of a file, not a JSON text. Write the text into a file and name that."
    case .invalidJSON(let error, let place):
      return "\(name) is not valid JSON: \(Self.reason(error)) in line \(place.line), "
        + "column \(place.column). Correct it there."
    case .notAnObject(let found):
      return "\(name) holds \(found), not a JSON object. \(Self.content(of: file.role))"
    case .shape(let error), .catalog(.shape(let error)):
      return "\(name): \(error.message) \(Self.content(of: file.role))"
    case .catalog(.discovered):
      return "\(name) is what `discover` prints: it does not yet say which streams to read, and how. "
        + Self.content(of: file.role)
    case .catalog(let error): return "\(name): \(error.message)"
    }
  }

  private static func reason(_ error: JSONError) -> String {
    switch error {
    case .truncated: "it ends in the middle of a value"
    case .syntax: "there is an unexpected character"
    case .invalidUTF8: "there are bytes that are not UTF-8"
    case .tooDeep: "arrays and objects are nested more than \(JSONScanner.maximumDepth) levels deep"
    }
  }

  /// What belongs into such a file.
  private static func content(of role: DocumentFile.Role) -> String {
    switch role {
    case .configuration: "A configuration is a JSON object as `spec` describes it."
    case .catalog:
      "Make it of streams that `discover` lists: "
        + #"{"streams": [{"stream": (one of the list), "sync_mode": "incremental"}]}"#
    case .state:
      "Pass on the STATE messages of an earlier read as they are, or leave --state out to read everything."
    }
  }
}
