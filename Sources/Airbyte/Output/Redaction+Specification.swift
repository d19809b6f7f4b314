import JSON
import Secrets

extension Redaction {
  /// The texts in `document` under the names that `specification` marks as `airbyte_secret`. They are known to be secret
  /// before the source has understood its configuration, and also when it refuses it.
  static func secrets(in document: JSON, markedBy specification: JSON) -> [String] {
    let names = markedNames(in: specification)
    var secrets: [String] = []
    collect(document, isSecret: false, names, into: &secrets)
    return secrets
  }

  private static func markedNames(in schema: JSON) -> Set<String> {
    switch schema {
    case .object(let object):
      object.members.reduce(into: []) { names, member in
        if member.value["airbyte_secret"] == true { names.insert(member.name) }
        names.formUnion(markedNames(in: member.value))
      }
    case .array(let elements): elements.reduce(into: []) { $0.formUnion(markedNames(in: $1)) }
    case .null, .bool, .number, .string: []
    }
  }

  private static func collect(
    _ value: JSON, isSecret: Bool, _ names: Set<String>, into secrets: inout [String]
  ) {
    switch value {
    case .object(let object):
      for member in object.members {
        collect(member.value, isSecret: isSecret || names.contains(member.name), names, into: &secrets)
      }
    case .array(let elements):
      for element in elements { collect(element, isSecret: isSecret, names, into: &secrets) }
    case .string(let text):
      // A reference to a variable is no secret, and an error has to show its name.
      if isSecret, !text.hasPrefix("${") { secrets.append(text) }
    case .null, .bool, .number: break
    }
  }
}
