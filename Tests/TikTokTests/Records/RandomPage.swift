import TestSupport

@testable import TikTok

/// Random pages with unusual shapes, and how to scan them, from a seed.
struct RandomPage {
  private var random: Seeded
  private let isPretty: Bool

  static let fields: [RecordField] = [
    RecordField("id", .text, isNullable: false), RecordField("time", .timestamp),
    RecordField("made", .timestamp),
    RecordField("n", .integer), RecordField("x", .number), RecordField("b", .boolean),
    RecordField("d", .date),
    RecordField("any", .any), RecordField("texts", .array(.text)), RecordField("ints", .array(.integer)),
    RecordField("times", .array(.timestamp)), RecordField("deep", .array(.array(.integer))),
    RecordField("things", .array(.any)),
    RecordField(
      "objects",
      .array(.object([RecordField("n", .integer), RecordField("o", .object([RecordField("x", .number)]))]))),
    RecordField(
      "o",
      .object([
        RecordField("n", .integer), RecordField("t", .text),
        RecordField("o", .object([RecordField("x", .integer), RecordField("texts", .array(.text))])),
      ])),
    RecordField(
      "dims",
      .object([
        RecordField("id", .text), RecordField("time", .timestamp), RecordField("n", .integer),
        RecordField("z", .text),
      ])), RecordField("z", .text), RecordField("größe", .number),
    RecordField("a_long_name_of_a_field", .integer),
  ]

  private static let names =
    fields.map(\.name) + ["t", "unknown", "un", "größe ", "", "a\\\"b", "😀", "a_long_name_of_a_fiel", "idd"]

  private static let values = [
    "null", "null", "true", "false", "0", "-0", "1", "-12", "12.50", "69.00", "1e3", "1.5E2", "1.5e-2",
    "-0.0e+4",
    "120e-1", "1728545390695442", "123456789012345678901234567890",
    "0.10000000000000000000000000000000000001",
    #""""#, #""-""#, #""\u002d""#, #""12""#, #""12.5""#, #""12.00""#, #""1E2""#, #""007""#, #""<5""#, #""x""#,
    #""é😀\u20ac\ud83d\ude00""#, #""\ud800""#, #""\udc00\u0041""#, #""a\n\"\\\/b""#, #""2026-11-03 01:02:03""#,
    #""2026-11-03 23:59:59.5""#, #""2026-02-30""#, #""2026-11-01""#, #""2026-11-05T01:02:03Z""#, #""true""#,
    #""False""#, #""1""#, #""1\u0032""#, #""two\nlines of a text that is longer than a block""#, "[]", "{}",
    "[ ]",
    "{ }", #"[1,"2",null,"-",""]"#, #"{"n":"x","n":1}"#, #"[{"n":1},{"n":"y"},{"n":1,"n":"2"}]"#,
  ]

  init(seed: Int) {
    random = Seeded(seed)
    isPretty = random.oneIn(3)
  }

  /// How to scan a page.
  mutating func scan() -> Scan {
    var scan = Scan(fields: Self.fields)
    if random.oneIn(2) { scan.selection = .of(Self.fields, selectedNames()) }
    scan.requirements.dashIsNull = random.oneIn(2)
    if !random.oneIn(8) { scan.requirements.key = random.oneIn(2) ? ["id"] : ["id", "time"] }
    if !random.oneIn(4) { scan.requirements.cursor = "time" }
    if random.oneIn(2) { scan.requirements.cursorFallback = "made" }
    if random.oneIn(2) { scan.requirements.promoted = random.one(of: ["dims", "o"]) }
    if random.oneIn(2) {
      scan.since = random.one(of: ["2026-11-03T01:02:03", "2026-11-02T00:00:00", "2027"])
    }
    for column in [("z", #""column""#), ("n", "-5"), ("id", #""77""#), ("time", #""2026-11-04T00:00:00""#)]
    where random.oneIn(4) { scan.columns.append(column) }
    return scan
  }

  /// How to scan a page whose objects `dims` and sometimes `o` are flattened.
  mutating func openedScan() -> Scan {
    var scan = scan()
    scan.requirements.flattened = random.oneIn(2) ? ["dims"] : ["dims", "o"]
    scan.fields =
      Self.fields.filter { !scan.requirements.flattened.contains($0.name) } + [RecordField("t", .text)]
    if random.oneIn(2) { scan.selection = .everything }
    return scan
  }

  private mutating func selectedNames() -> [String] {
    let nested = [
      "o.n", "o.t", "o.o.x", "dims.id", "dims.n", "dims.z", "objects.n", "objects.o.x", "o.unheard",
    ]
    let density = 1 + random.below(4)
    return (Self.fields.map(\.name) + nested).filter { _ in !random.oneIn(density) }
  }

  /// A whole response.
  mutating func text() -> String {
    var members = [(#""code""#, "0"), (#""message""#, #""OK""#), (#""data""#, data())]
    if random.oneIn(6) { members.append((#""d\u0061ta""#, data())) }
    if random.oneIn(6) { members.append((#""list""#, "[{}]")) }
    return gap() + object(members.shuffled(using: &random)) + gap()
  }

  /// A page with up to three bytes changed, added or removed.
  mutating func damaged(_ page: [UInt8]) -> [UInt8] {
    let telling = Array("\"\\{}[],:0-.e1 n\n".utf8) + [0x00, 0x80, 0xc3, 0xff]
    var page = page
    for _ in 0...random.below(3) {
      let place = random.below(page.count)
      switch random.below(3) {
      case 0: page[place] = random.one(of: telling)
      case 1: page.insert(random.one(of: telling), at: place)
      default: page.remove(at: place)
      }
    }
    return page
  }

  private mutating func data() -> String {
    var members = [(#""list""#, list()), (#""page_info""#, #"{"page":1}"#)]
    if random.oneIn(6) { members.append((#""list""#, list())) }
    if random.oneIn(6) { members.append((name(), value(depth: 0))) }
    return object(members.shuffled(using: &random))
  }

  private mutating func list() -> String {
    array((0..<random.below(6)).map { _ in record() })
  }

  private mutating func record() -> String {
    var members = (0..<random.below(16)).map { _ in (name(), value(depth: 0)) }
    if !random.oneIn(16) { members.append((#""id""#, #""5""#)) }
    if random.oneIn(2) {
      members.append((#""time""#, random.one(of: Self.values.filter { $0.contains("2026") })))
    }
    if random.oneIn(2) {
      members.append((#""dims""#, object([(#""id""#, #""6""#), (#""time""#, #""2026-11-03""#)])))
    }
    if random.oneIn(3) {
      let inner = (0..<random.below(6)).map { _ in (name(), value(depth: 2)) }
      members.append((random.one(of: [#""dims""#, #""o""#, #""\u006f""#]), object(inner)))
    }
    return object(random.oneIn(2) ? members : members.shuffled(using: &random))
  }

  private mutating func value(depth: Int) -> String {
    guard depth < 4, random.oneIn(3) else { return random.one(of: Self.values) }
    let count = random.below(5)
    if random.oneIn(3) { return array((0..<count).map { _ in value(depth: depth + 1) }) }
    return object((0..<count).map { _ in (name(), value(depth: depth + 1)) })
  }

  /// A member's name with its quotes, sometimes with escapes.
  private mutating func name() -> String {
    let name = random.one(of: Self.names)
    guard random.oneIn(8), !name.contains("\\") else { return "\"\(name)\"" }
    let units = name.utf16.map { unit in
      unit < 0x80 && !random.oneIn(3)
        ? String(UnicodeScalar(UInt8(unit))) : "\\u" + String(UInt32(unit) + 0x10000, radix: 16).suffix(4)
    }
    return "\"\(units.joined())\""
  }

  private mutating func object(_ members: [(String, String)]) -> String {
    let inside = members.map { gap() + $0.0 + gap() + ":" + gap() + $0.1 + gap() }
    return "{" + (inside.isEmpty ? gap() : inside.joined(separator: ",")) + "}"
  }

  private mutating func array(_ elements: [String]) -> String {
    let inside = elements.map { gap() + $0 + gap() }
    return "[" + (inside.isEmpty ? gap() : inside.joined(separator: ",")) + "]"
  }

  private mutating func gap() -> String {
    guard isPretty else { return "" }
    return random.one(of: ["", "", " ", "\n", "\r\n\t", "    "])
  }
}
