import Connector
import JSON

/// The fields that an object of the configuration can have, to judge the other names in it.
struct FieldNames: Sendable {
  let known: Set<String>
  /// Names that people know from elsewhere, in lower case, with the fields that they stand for.
  private let otherNames: [String: String]
  /// Fields that decide how the data is read, not which.
  private let settings: Set<String>
  /// Names that are never refused, however near they are to a field's.
  let tolerated: Set<String>

  init(
    _ known: Set<String>, settings: Set<String> = [], tolerated: Set<String> = [],
    otherNames: [String: String] = [:]
  ) {
    self.known = known
    self.tolerated = tolerated
    self.settings = settings
    self.otherNames = otherNames
  }

  /// The field that such a name probably stands for; nil when none is near.
  func meant(by name: String) -> String? {
    otherNames[name.lowercased()] ?? nearestName(to: name, among: known.sorted())
  }

  /// Whether ignoring that field could change what is read.
  func decidesWhatIsRead(_ field: String) -> Bool { !settings.contains(field) }
}

extension ConfigurationReader {
  /// Names that are not known, in their order. Those that orchestrators add begin with an underscore.
  func unknownNames(_ fields: FieldNames) -> [String] {
    object.names.filter { name in
      !fields.known.contains(name) && (!name.hasPrefix("_") || !path.isEmpty && fields.meant(by: name) != nil)
    }
  }

  /// Refuses every name that is not known: for objects in which each field decides what is read.
  /// - Throws: `SourceFailure` that names the first, and the field that was probably meant.
  func requireKnown(_ fields: FieldNames) throws(SourceFailure) {
    guard let name = unknownNames(fields).first else { return }
    throw refusal(of: name, meaning: fields.meant(by: name), of: fields)
  }

  /// Refuses the names that probably stand for a field that decides what is read.
  /// - Returns: the unknown names that have no effect.
  /// - Throws: `SourceFailure` that names the first, and the field that was probably meant.
  func requireHarmless(_ fields: FieldNames) throws(SourceFailure) -> [String] {
    let names = unknownNames(fields)
    // Forms send blanks for fields that are not filled in: nothing gets lost with them.
    for name in names where value(name) != nil {
      if let meant = fields.meant(by: name), fields.decidesWhatIsRead(meant), !fields.tolerated.contains(name)
      {
        throw refusal(of: name, meaning: meant, of: fields)
      }
    }
    return names
  }

  private func refusal(of name: String, meaning meant: String?, of fields: FieldNames) -> SourceFailure {
    let problem = "is not known, and ignoring it could change what is read."
    if let meant {
      return failure(name, "\(problem) Did you mean `\(meant)`? Correct the name, or remove it.")
    }
    let choices = fields.known.sorted().map { "`\($0)`" }.joined(separator: ", ")
    return failure(name, "\(problem) Remove it, or use one of \(choices).")
  }
}
