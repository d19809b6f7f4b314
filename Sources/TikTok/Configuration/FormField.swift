import JSON

/// Makes the fields of the form that `spec` describes: properties of a JSON Schema.
enum FormField {
  /// The fields with their places in the form, which Airbyte reads from `order`.
  static func ordered(_ fields: [JSONObject.Member]) -> JSONObject {
    JSONObject(
      fields.enumerated().map { index, member in
        var field = member.value.object ?? [:]
        field["order"] = .int(index)
        return .init(member.name, .object(field))
      })
  }

  /// A field that platforms show although it may be left empty. They fold the others away.
  static func shown(_ field: JSON) -> JSON {
    var shown = field.object ?? [:]
    shown["always_show"] = true
    return .object(shown)
  }

  /// A part of the form, in which platforms show the fields that name it. Airbyte's form has a card for each, and folds
  /// one without a field that is always shown behind its title.
  struct Group {
    /// Not `advanced`: Airbyte's form has a group of its own under that id.
    let id: String
    let title: String?
    let fields: [JSONObject.Member]

    /// The group in the list of groups.
    var entry: JSON {
      var entry: JSONObject = ["id": .string(id)]
      if let title { entry["title"] = .string(title) }
      return .object(entry)
    }

    /// The fields, each naming the group.
    var members: [JSONObject.Member] {
      fields.map { member in
        var field = member.value.object ?? [:]
        field["group"] = .string(id)
        return .init(member.name, .object(field))
      }
    }
  }

  static func text(_ title: String, _ description: String, _ example: String) -> JSON {
    [
      "type": "string", "title": .string(title), "description": .string(description),
      "examples": [.string(example)],
    ]
  }

  static func list(_ title: String, _ description: String, _ examples: [String]) -> JSON {
    [
      "type": "array", "title": .string(title), "description": .string(description),
      "items": ["type": "string"], "examples": [.array(examples.map { .string($0) })],
    ]
  }

  static func secret(_ title: String, _ description: String) -> JSON {
    [
      "type": "string", "title": .string(title), "description": .string(description), "airbyte_secret": true,
    ]
  }

  /// An id in a list, or a reference to a variable with ids. Airbyte's form shows the descriptor in place of the pattern.
  static let id: JSON = [
    "type": "string", "pattern": .string("^([0-9]+|\(reference))$"), "pattern_descriptor": "digits",
  ]

  /// The pattern of a reference to a variable of the process's environment.
  private static let reference = #"\$\{TIKTOK_[A-Za-z0-9_]+\}"#

  static func advertiserID(_ description: String) -> JSON {
    [
      "type": "string", "title": "Ad account", "description": .string(description),
      "examples": ["7002238017842757633"],
    ]
  }

  static func day(_ title: String, _ description: String, example: String) -> JSON {
    [
      "type": "string", "title": .string(title), "description": .string(description), "format": "date",
      "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": [.string(example)],
    ]
  }

  /// One of some words, with the one that holds where none is chosen.
  static func choice<Choice: RawRepresentable & CaseIterable>(
    _ title: String, _ description: String, default value: Choice
  ) -> JSON where Choice.RawValue == String {
    [
      "type": "string", "title": .string(title), "description": .string(description),
      "enum": .array(Choice.allCases.map { .string($0.rawValue) }), "default": .string(value.rawValue),
    ]
  }

  static func integer(
    _ title: String, _ description: String, default value: Int?, in range: ClosedRange<Int>
  ) -> JSON {
    var field: JSONObject = [
      "type": "integer", "title": .string(title), "description": .string(description),
      "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound),
    ]
    if let value { field["default"] = .int(value) }
    return .object(field)
  }
}
