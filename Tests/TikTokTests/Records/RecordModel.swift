import JSON

@testable import TikTok

/// A slow and simple model of the scanner: it reads a tree and applies one rule after the other.
struct RecordModel {
  let scan: Scan

  struct Line: Equatable {
    var record: JSONObject
    var nulled: Set<String>
  }

  /// The lines of the page `bytes`; nil if it has to be refused.
  func lines(of page: JSON, _ bytes: [UInt8]) -> [Line]? {
    let code = page["code"].flatMap { $0.int ?? $0.string.flatMap { JSONNumber($0)?.int } }
    guard code == 0, let records = page["data"]?[scan.requirements.records] else { return nil }
    guard var list = records.isNull ? [] : records.array else { return nil }
    if !scan.requirements.flattened.isEmpty { list = flattened(bytes) ?? list }
    var lines: [Line] = []
    for element in list {
      guard let object = element.object, var line = complete(object) else { return nil }
      guard isNewEnough(line.record) else { continue }
      line.nulled = line.nulled.filter { isWanted($0.split(separator: ".").map(String.init)[...]) }
      line.record = select(line.record, scan.fields, scan.selection, isTop: true)
      lines.append(line)
    }
    return lines
  }

  /// The complete record; nil if it lacks its key.
  private func complete(_ object: JSONObject) -> Line? {
    var nulled: Set<String> = []
    var record = coerce(object, scan.fields, "", &nulled)
    if let promoted = scan.requirements.promoted, let inner = record[promoted]?.object {
      let members = scan.fields.first { $0.name == promoted }?.type.objectFields ?? []
      for member in members where field(member.name) != nil {
        // A value replaces null; the API's own value is kept if there are two.
        let own = record[member.name]
        guard own == nil || own?.isNull == true && inner[member.name]?.isNull == false else { continue }
        record[member.name] = inner[member.name]
        nulled.remove(member.name)
        if nulled.contains("\(promoted).\(member.name)") { nulled.insert(member.name) }
      }
    }
    for column in scan.columns where record[column.name] ?? nil == nil {
      record[column.name] = try? JSON(parsing: column.value)
      nulled.remove(column.name)
    }
    guard scan.requirements.key.allSatisfy({ record[$0] ?? nil != nil }) else { return nil }
    return Line(record: record, nulled: nulled)
  }

  private func isNewEnough(_ record: JSONObject) -> Bool {
    guard let since = scan.since, let name = scan.requirements.cursor, let cursor = record[name]?.string
    else {
      return true
    }
    return cursor >= since
  }

  private func field(_ name: String) -> RecordField? { scan.fields.first { $0.name == name } }

  private func isWanted(_ path: ArraySlice<String>) -> Bool {
    guard let first = path.first else { return true }
    let isNeeded = scan.requirements.key.contains(first) || scan.requirements.cursor == first
    guard scan.selection.includes(first) || isNeeded else { return false }
    var selection = scan.selection
    for (outer, inner) in zip(path, path.dropFirst()) {
      selection = selection.within(outer)
      guard selection.includes(inner) else { return false }
    }
    return true
  }

  private func select(
    _ object: JSONObject, _ fields: [RecordField], _ selection: FieldSelection, isTop: Bool
  ) -> JSONObject {
    JSONObject(
      object.members.compactMap { member in
        guard let field = fields.first(where: { $0.name == member.name }) else {
          return selection.keepsUnknown ? member : nil
        }
        let isNeeded = scan.requirements.key.contains(field.name) || scan.requirements.cursor == field.name
        guard selection.includes(field.name) || isTop && isNeeded else { return nil }
        guard let members = field.type.objectFields else { return member }
        let within = selection.within(field.name)
        switch member.value {
        case .object(let inner):
          return .init(field.name, .object(select(inner, members, within, isTop: false)))
        case .array(let elements):
          let selected = elements.map { element in
            element.object.map { .object(select($0, members, within, isTop: false)) } ?? element
          }
          return .init(field.name, .array(selected))
        default: return member
        }
      })
  }

  private func coerce(
    _ object: JSONObject, _ fields: [RecordField], _ path: String, _ nulled: inout Set<String>
  ) -> JSONObject {
    var result = JSONObject()
    for member in object.members {
      let type = fields.first { $0.name == member.name }?.type ?? .any
      result[member.name] = coerce(member.value, type, path + member.name, &nulled)
    }
    return result
  }

  private func coerce(_ value: JSON, _ type: FieldType, _ path: String, _ nulled: inout Set<String>) -> JSON {
    switch (type, value) {
    case (.any, _), (.array(.array), _), (.array(.any), .array): return value
    case (.text, .string("-")) where scan.requirements.dashIsNull: return .null
    case (.text, _): return ModelValue.text(value)
    case (.array(let type), .array(let elements)):
      return .array(
        elements.map { element in
          if case .text = type { return ModelValue.text(element) }
          return coerce(element, type, path, &nulled)
        })
    case (.object(let fields), .object(let object)):
      return .object(coerce(object, fields, path + ".", &nulled))
    case (_, .null), (_, .string("")), (_, .string("-")): return .null
    case (.integer, _): if let number = ModelValue.integer(value) { return number }
    case (.number, _): if let number = ModelValue.number(value) { return number }
    case (.boolean, _): if let boolean = ModelValue.boolean(value) { return boolean }
    case (.timestamp, _): if let time = ModelValue.time(value) { return .string(time) }
    case (.date, _): if let time = ModelValue.time(value) { return .string(String(time.prefix(10))) }
    case (.array, _), (.object, _): break
    }
    nulled.insert(path)
    return .null
  }
}
