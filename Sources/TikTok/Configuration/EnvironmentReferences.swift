import Connector
import JSON

extension JSON {
  /// Replaces every text of the form `${TIKTOK_…}` by that variable of the process's environment. Only names
  /// with the prefix count, so that a configuration cannot read the host's other secrets.
  /// - Parameters:
  ///   - variables: the process's environment.
  ///   - path: the value's path in the configuration.
  /// - Returns: the value with its references replaced.
  /// - Throws: `SourceFailure` that names the field and the variable when the variable is missing.
  func resolvingReferences(
    in variables: [String: String], path: String = ""
  ) throws(SourceFailure) -> JSON {
    switch self {
    case .string(let text):
      guard text.hasPrefix("${"), text.hasSuffix("}") else { return self }
      let name = String(text.dropFirst(2).dropLast())
      guard name.hasPrefix("TIKTOK_"), name.utf8.allSatisfy(\.isPartOfVariable) else {
        throw SourceFailure(
          .configuration,
          "`\(path)` has the form ${…}, which stands for an environment variable, but only variables whose names "
            + "begin with TIKTOK_ are read. Rename the variable, or write the value itself without the braces."
        )
      }
      guard let value = variables[name], !value.isEmpty else {
        throw SourceFailure(
          .configuration,
          "`\(path)` refers to the environment variable \(name.clipped), which is not set, or is empty. "
            + "Set it for the connector's process, or write the value itself.")
      }
      return .string(value)
    case .array(let elements):
      var resolved: [JSON] = []
      for (index, element) in elements.enumerated() {
        resolved.append(try element.resolvingReferences(in: variables, path: "\(path)[\(index)]"))
      }
      return .array(resolved)
    case .object(let object):
      var resolved: [JSONObject.Member] = []
      for member in object.members {
        let name = member.name.clipped
        let inner = path.isEmpty ? name : "\(path).\(name)".clipped
        resolved.append(.init(member.name, try member.value.resolvingReferences(in: variables, path: inner)))
      }
      return .object(JSONObject(resolved))
    case .null, .bool, .number: return self
    }
  }
}

extension UInt8 {
  fileprivate var isPartOfVariable: Bool {
    ASCII.isLetter(self) || ASCII.isDigit(self) || self == ASCII.underscore
  }
}
