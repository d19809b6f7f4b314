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
    case invalidJSON(JSONFault)
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
    let flag = file.option.flag
    switch problem {
    case .missing: return "\(name) does not exist. Check the path after \(flag)."
    case .directory: return "\(name) is a directory. Name a JSON file after \(flag)."
    case .unreadable(let code):
      return "\(name) cannot be read: \(String(cString: strerror(code))). "
        + "Make it readable for the user of this process, or name another file after \(flag)."
    case .empty: return "\(name) is empty. \(Self.content(of: file.role))"
    case .tooLarge:
      let what = "\(name) is larger than \(DocumentFile.limit >> 20) MiB."
      return file.role == .state
        ? "\(what) If it is the output of an earlier read, keep only its STATE lines: "
          + "grep '\"type\":\"STATE\"' output > state.json"
        : "\(what) Check that \(flag) names the right file."
    case .inline:
      return "\(flag) takes the path of a file, not a JSON text. Save the text in a file and pass its path."
    case .invalidJSON(let fault):
      return "\(name) is not valid JSON: \(fault.reason). \(fault.cause?.remedy ?? "Correct it there.")"
    case .notAnObject(let found):
      return "\(name) holds \(found), not a JSON object. \(Self.content(of: file.role))"
    case .shape(let error), .catalog(.shape(let error)):
      return "\(name): \(error.message) \(Self.content(of: file.role))"
    case .catalog(.discovered):
      return "\(name) is the output of `discover`, which does not say which streams to read, and how. "
        + Self.content(of: file.role)
    case .catalog(let error): return "\(name): \(error.message)"
    }
  }

  /// What belongs into such a file.
  private static func content(of role: DocumentFile.Role) -> String {
    switch role {
    case .configuration: "The configuration must be a JSON object that matches the output of `spec`."
    case .catalog:
      "Make it from the streams that `discover` lists: "
        + #"{"streams": [{"stream": (a stream of that list), "sync_mode": "incremental"}]}"#
    case .state:
      "Pass the STATE messages of an earlier read unchanged, or omit --state to read everything."
    }
  }
}
