import JSON

/// How a stream's records are made from the API's. It is compiled once from the stream's row, its schema and the user's
/// selection, and ``ObjectScanner`` reads it for every member of every record.
///
/// All tables are flat arrays of plain values: an object of the record is a ``Shape``, its members are a range of
/// ``fields``, their names a range of ``names``. Shape 0 is the record itself.
struct RecordLayout: Sendable {
  /// `"name":` of every field, followed by eight zeros so that eight bytes can be read at any of them.
  private(set) var names: [UInt8] = []
  private(set) var fields: [Field] = []
  /// What ``PredictedMembers`` needs of the same fields.
  private(set) var quick: [QuickField] = []
  /// Finds the fields of the shapes by their names.
  private var table = MemberTable()
  private(set) var shapes: [Shape] = []
  /// The dotted path of each field, for messages.
  private(set) var paths: [String] = []
  /// What the stream requires of its records apart from their fields.
  let requirements: RecordRequirements
  /// The fields that ``RecordRequirements/key`` names.
  private(set) var key: [Int] = []
  /// Fields whose values are repeated at the top of the record.
  private(set) var promoted: [Int] = []
  /// Fields that are removed from the finished record.
  private(set) var inspected: [Int] = []
  /// The object of a report's values; -1 for none.
  private(set) var metrics = -1
  /// The field that says when a record changed, and the one used in its place; -1 for none.
  private(set) var cursor = -1
  private(set) var cursorFallback = -1

  /// What happens to a member.
  enum Disposition: UInt8, Sendable {
    case emit
    /// Not selected.
    case drop
    /// Not selected, but needed while the record is made, and removed at its end.
    case inspect
    /// An object that is replaced by its members.
    case flatten
  }

  /// One member that the layout knows.
  struct Field: Sendable {
    /// Where `"name":` lies in ``RecordLayout/names``.
    let nameStart: Int
    let nameCount: Int
    var disposition: Disposition
    var coercion = Coercion.any
    /// What the elements of an array become.
    var item = Coercion.any
    /// The catalog's type for the value or for the elements of an array; nil for the field's own.
    var declared: DeclaredType?
    /// The shape of an object or of an array's objects; -1 for other values.
    var shape = -1
    /// The top-level field that repeats the value; -1 for none.
    var promotedTo = -1
  }

  /// A ``Field`` reduced to what short values need, in 12 bytes.
  struct QuickField: Sendable, BitwiseCopyable {
    /// What is made of a text.
    enum Kind: UInt8, Sendable {
      /// Any other type, which takes longer to write.
      case other
      case text, integer, number
    }

    let nameStart: Int32
    let nameCount: Int32
    let kind: Kind

    fileprivate init(_ field: Field) {
      nameStart = Int32(field.nameStart)
      nameCount = Int32(field.nameCount)
      kind =
        switch field.coercion {
        case _ where field.disposition != .emit || field.declared != nil: .other
        case .text: .text
        case .integer: .integer
        case .number: .number
        default: .other
        }
    }
  }

  /// One kind of object within the record.
  struct Shape: Sendable {
    let firstField: Int
    let fieldCount: Int
    /// Where its names are in ``RecordLayout/table``.
    var tablePlace = MemberTable.Place()
    /// Where its predicted order of keys lies in ``PredictedMembers``, and how many keys it holds.
    let orderStart: Int
    let orderCount: Int
    /// Whether members that the layout does not know are emitted.
    let keepsUnknown: Bool

    /// The same fields, with another place for their order of keys.
    fileprivate func reordered(from start: Int) -> Shape {
      Shape(
        firstField: firstField, fieldCount: fieldCount, tablePlace: tablePlace,
        orderStart: start, orderCount: orderCount, keepsUnknown: keepsUnknown)
    }
  }

  /// Compiles a layout.
  /// - Parameters:
  ///   - fields: the record's fields in the schema, selected or not.
  ///   - selection: the fields that the user has selected.
  ///   - requirements: what the stream requires of its records.
  init(
    fields: [RecordField], selection: FieldSelection = .everything,
    requirements: RecordRequirements = RecordRequirements()
  ) {
    self.requirements = requirements
    _ = addShape(
      of: fields + requirements.flattened.map { RecordField($0, .any) }, selection: selection, path: "")
    for object in requirements.flattened { flatten(object) }
    names += Array(repeating: 0, count: 8)
    key = requirements.key.compactMap(topLevelField)
    metrics = topLevelField("metrics") ?? -1
    cursor = requirements.cursor.flatMap(topLevelField) ?? -1
    cursorFallback = requirements.cursorFallback.flatMap(topLevelField) ?? -1
    for needed in key + [cursor] where needed >= 0 { self.fields[needed].disposition = .emit }
    if cursorFallback >= 0, self.fields[cursorFallback].disposition == .drop {
      self.fields[cursorFallback].disposition = .inspect
    }
    if let object = requirements.promoted.flatMap(topLevelField) { promote(membersOf: object) }
    for (path, name) in requirements.aliases { alias(path, to: name) }
    keepGroups()
    promoted = self.fields.indices.filter { self.fields[$0].promotedTo >= 0 }
    inspected = self.fields.indices.filter { self.fields[$0].disposition == .inspect }
    quick = self.fields.map(QuickField.init)
  }

  /// Keeps the groups of breakdowns that are no value elsewhere, because they are part of a report's key.
  private mutating func keepGroups() {
    guard requirements.dashIsNull else { return }
    let groups = Set(requirements.key.filter { Dimension(rawValue: $0).isBreakdown })
    for field in fields.indices where fields[field].coercion == .text {
      let path = paths[field]
      let isRepeated = groups.contains { path == "\(requirements.promoted ?? "").\($0)" }
      let isAlias = fields[field].promotedTo >= 0 && groups.contains(paths[fields[field].promotedTo])
      if groups.contains(path) || isRepeated || isAlias { fields[field].coercion = .group }
    }
  }

  /// The fields that are written with another type than their own, in the order of the schema.
  var declaredFields: [(path: String, type: DeclaredType)] {
    fields.indices.compactMap { field in
      guard fields[field].disposition == .emit, let type = fields[field].declared else { return nil }
      return (paths[field], type)
    }
  }

  /// The top-level field of that name; nil for none.
  func topLevelField(_ name: String) -> Int? {
    (0..<shapes[0].fieldCount).first { paths[$0] == name }
  }

  /// The field of a report's metric, within `metrics` or at the top; nil for none.
  func metric(_ name: String) -> Int? { paths.firstIndex(of: "metrics.\(name)") ?? topLevelField(name) }

  /// The path of the members of an object, which their names follow.
  func path(of shape: Int) -> String {
    // A flattened object's members are the record's.
    fields.firstIndex { $0.shape == shape && $0.disposition != .flatten }.map { paths[$0] + "." } ?? ""
  }

  private mutating func addShape(
    of members: [RecordField], selection: FieldSelection, path: String
  ) -> Int {
    let shape = shapes.count
    let first = fields.count
    let orderStart = shapes.last.map { $0.orderStart + $0.orderCount } ?? 0
    shapes.append(
      Shape(
        firstField: first, fieldCount: members.count, orderStart: orderStart,
        orderCount: members.count + 32, keepsUnknown: selection.keepsUnknown))
    for member in members {
      let name = Array("\"\(member.name)\":".utf8)
      fields.append(
        Field(
          nameStart: names.count, nameCount: name.count,
          disposition: selection.includes(member.name) ? .emit : .drop))
      names += name
      paths.append(path + member.name)
    }
    shapes[shape].tablePlace = table.add(first..<first + members.count, of: fields, names)
    for (field, member) in zip(first..., members) {
      (fields[field].coercion, fields[field].item) = Coercion.of(member.type)
      fields[field].declared = selection.declaredType(of: member.name)
      guard let inner = member.type.objectFields else { continue }
      fields[field].shape = addShape(
        of: inner, selection: selection.within(member.name), path: paths[field] + ".")
    }
    return shape
  }

  /// Replaces an object by its members. They are looked up among the record's fields, but have an order of their own.
  private mutating func flatten(_ object: String) {
    guard let field = topLevelField(object), let last = shapes.last else { return }
    fields[field].disposition = .flatten
    fields[field].shape = shapes.count
    shapes.append(shapes[0].reordered(from: last.orderStart + last.orderCount))
  }

  private mutating func promote(membersOf object: Int) {
    guard fields[object].coercion == .object else { return }
    let shape = shapes[fields[object].shape]
    for field in shape.firstField..<shape.firstField + shape.fieldCount {
      promote(field, to: String(paths[field].dropFirst(paths[object].count + 1)))
    }
  }

  private mutating func alias(_ path: String, to name: String) {
    // The members of a flattened object are at the top.
    let flattened = path.split(separator: ".").last.map(String.init)
    guard let field = paths.firstIndex(of: path) ?? paths.firstIndex(where: { $0 == flattened }) else {
      return
    }
    promote(field, to: name)
  }

  /// Repeats a field's value at the top of the record. Objects on its path that are not selected are inspected.
  private mutating func promote(_ field: Int, to name: String) {
    guard let top = topLevelField(name), fields[top].disposition != .drop else { return }
    fields[field].promotedTo = top
    // A copy of a value that follows the catalog has the catalog's type, too. Its own field may have another.
    if fields[top].declared == nil, fields[field].declared != nil {
      fields[top].declared = DeclaredType(fields[top].coercion)
    }
    for other in fields.indices where fields[other].disposition == .drop {
      if other == field || paths[field].hasPrefix(paths[other] + ".") { fields[other].disposition = .inspect }
    }
  }

  /// The field of the name `from..<to`, a string's inside; -1 for a name that the shape does not have.
  func field(
    named s: Span<UInt8>, _ from: Int, _ to: Int, in shape: Shape
  ) throws(JSONError) -> Int {
    for i in from..<to where s[i] == ASCII.backslash {
      let plain = Array(try JSONScanner.text(s, from, to).utf8)
      return table.field(named: plain.span, 0, plain.count, at: shape.tablePlace, fields, names)
    }
    return table.field(named: s, from, to, at: shape.tablePlace, fields, names)
  }

  /// Whether a field's `"name":` is at `start`.
  @inline(__always)
  func isKey(of rule: Field, _ s: Span<UInt8>, _ start: Int) -> Bool {
    let names = names.span
    let (from, count) = (rule.nameStart, rule.nameCount)
    guard start &+ max(count, 8) <= s.count else { return false }
    if count < 8 {
      let surplus = 64 &- count &* 8
      return JSONScanner.word(s, start) &<< surplus == JSONScanner.word(names, from) &<< surplus
    }
    var k = 0
    while k &+ 8 < count {
      if JSONScanner.word(s, start &+ k) != JSONScanner.word(names, from &+ k) { return false }
      k &+= 8
    }
    return JSONScanner.word(s, start &+ count &- 8) == JSONScanner.word(names, from &+ count &- 8)
  }

  /// Appends a field's `"name":`.
  @inline(__always)
  func appendKey(of field: Int, to out: inout ByteBuffer) {
    let rule = fields[field]
    out.append(names.span, from: rule.nameStart, to: rule.nameStart &+ rule.nameCount)
  }
}
