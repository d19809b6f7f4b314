import Testing

@testable import TikTok

/// Every type of field with every kind of value.
struct CoercionTests {
  /// Values that fit: received and written.
  @Test(arguments: [
    // Text keeps its escapes; other values become text.
    (FieldType.text, #""x""#, #""x""#), (.text, #""""#, #""""#), (.text, #""-""#, #""-""#),
    (.text, "null", "null"),
    (.text, #""a\n\u00e9\/\"\\é€😀""#, #""a\n\u00e9\/\"\\é€😀""#),
    (.text, #""\uD83D\uDE00\\ud800""#, #""\uD83D\uDE00\\ud800""#),
    (.text, "1728545390695442", #""1728545390695442""#),
    (.text, "-1.50E+3", #""-1.50E+3""#), (.text, "true", #""true""#), (.text, "false", #""false""#),
    (.text, #"{"a": "b\n"}"#, #""{\"a\": \"b\\n\"}""#), (.text, "[\n1,\r\n\t2]", #""[1,2]""#),
    (.text, #""123456789012345678901234567890123""#, #""123456789012345678901234567890123""#),
    // Integers.
    (.integer, "0", "0"), (.integer, #""0""#, "0"), (.integer, "-12", "-12"), (.integer, #""1079""#, "1079"),
    (.integer, "9223372036854775808", "9223372036854775808"),
    (.integer, #""123456789012345678901234567890""#, "123456789012345678901234567890"),
    (.integer, "12345678", "12345678"), (.integer, #""12345678""#, "12345678"),
    (.integer, "69.00", "69"), (.integer, #""69.0""#, "69"), (.integer, "100.000", "100"),
    (.integer, "-0.0", "-0"),
    (.integer, #""\u0031\u0032""#, "12"), (.integer, #""1\u002e0""#, "1"), (.integer, "null", "null"),
    (.integer, #""-""#, "null"), (.integer, #""""#, "null"), (.integer, #""\u002d""#, "null"),
    (.integer, "1e3", "1000"), (.integer, #""1.5E3""#, "1500"), (.integer, "1.2345678E7", "12345678"),
    (.integer, "-2.50e+1", "-25"), (.integer, "100e-2", "1"), (.integer, "1.0e0", "1"),
    (.integer, "0e9", "0"),
    (.integer, "0.0e-5", "0"), (.integer, "0.001e3", "1"), (.integer, "120e-1", "12"),
    (.integer, "1e00002", "100"), (.integer, "1200e-2", "12"), (.integer, "0.12e2", "12"),
    (.integer, "0e999", "0"),
    (.integer, "100.5e1", "1005"), (.integer, "-0e-5", "-0"), (.integer, "10203.0", "10203"),
    // Numbers keep their digits.
    (.number, "14.68", "14.68"), (.number, #""14.68""#, "14.68"), (.number, #""20.00""#, "20.00"),
    (.number, "1e-7", "1e-7"),
    (.number, #""-1.50E+3""#, "-1.50E+3"),
    (.number, #""0.1234567890123456789012345678901234567890""#, "0.1234567890123456789012345678901234567890"),
    (.number, "1e308", "1e308"), (.number, "1e-400", "1e-400"), (.number, #""1\u002e50""#, "1.50"),
    (.number, #""-""#, "null"),
    (.number, #""""#, "null"),
    (.number, "null", "null"), (.number, "0", "0"), (.number, #""-0.00""#, "-0.00"),
    // Booleans.
    (.boolean, "true", "true"), (.boolean, "false", "false"), (.boolean, "1", "true"),
    (.boolean, "0", "false"),
    (.boolean, #""true""#, "true"), (.boolean, #""FALSE""#, "false"), (.boolean, #""True""#, "true"),
    (.boolean, #""1""#, "true"),
    (.boolean, #""fals\u0065""#, "false"), (.boolean, #""\u0031""#, "true"),
    (.boolean, #""0""#, "false"), (.boolean, "null", "null"), (.boolean, #""-""#, "null"),
    (.boolean, #""""#, "null"),
    // Anything.
    (.any, "\"x\"", "\"x\""), (.any, "1.50", "1.50"), (.any, "null", "null"), (.any, #""-""#, #""-""#),
    (.any, "{\n\"a\" : [ 1 ,\r\n2 ]\t}", #"{"a" : [ 1 ,2 ]}"#), (.any, "[ ]", "[ ]"), (.any, "true", "true"),
    // Arrays.
    (.array(.text), #"["a","b"]"#, #"["a","b"]"#),
    (.array(.text), "[ 15 , null , \"x\" ]", #"["15",null,"x"]"#),
    (.array(.text), "[ ]", "[]"), (.array(.integer), #"["1",2,"-",3.0]"#, "[1,2,null,3]"),
    (.array(.any), "[ 1,\n{}]", "[ 1,{}]"),
    (.array(.array(.integer)), #"[["1"],[]]"#, #"[["1"],[]]"#), (.array(.text), "null", "null"),
    (.array(.text), #""-""#, "null"),
    (.array(.timestamp), #"["2026-11-03 01:02:03"]"#, #"["2026-11-03T01:02:03"]"#),
    (.array(.boolean), "[1,0]", "[true,false]"),
    (.array(.number), #"["1.50",2]"#, "[1.50,2]"),
    (
      .array(.object([RecordField("n", .integer)])), #"[ {"n":"1"},{},{ "n" : null , "m" : "x" } ]"#,
      #"[{"n":1},{},{"n":null,"m":"x"}]"#
    ),
    // Objects.
    (.object([RecordField("n", .integer)]), #"{"n":"1"}"#, #"{"n":1}"#), (.object([]), "{ }", "{}"),
    (.object([]), "null", "null"),
    (
      .object([RecordField("o", .object([RecordField("n", .number)]))]), #"{"o":{"n":"1.0","m":2},"p":3}"#,
      #"{"o":{"n":1.0,"m":2},"p":3}"#
    ),
    (.object([]), #""""#, "null"),
  ])
  func `a value that fits is written in its type's form`(type: FieldType, value: String, expected: String)
    throws
  {
    let result = try Scan(fields: [RecordField("f", type)]).records("{\"f\":\(value)}")
    #expect(result.records == ["{\"f\":\(expected)}"])
    #expect(result.summary.misfits == [])
    #expect(result.nulled == [[]])
  }

  @Test(arguments: [
    (FieldType.integer, #""<5""#), (.integer, #""x""#), (.integer, "1.5"), (.integer, #""69.50""#),
    (.integer, "1e-1"), (.integer, "1.25e1"),
    (.integer, "1e400"), (.integer, "1e99999999999999999999"), (.integer, "1e-99999999999999999999"),
    (.integer, #""1 ""#), (.integer, #"" 1""#), (.integer, #""+1""#),
    (.integer, #""01""#), (.integer, #""1,000""#), (.integer, #""0x10""#), (.integer, "true"),
    (.integer, "{}"), (.integer, "[1]"), (.integer, #""1\n""#),
    (.integer, #""--""#), (.integer, #""1é""#), (.integer, #""null""#), (.integer, "0.5"),
    (.integer, "100.05e1"), (.integer, "-0.10"),
    (.integer, "1e309"), (.integer, #""7.000e308""#), (.integer, "5e-1"),
    (.number, "1e400"), (.number, #""1e400""#), (.number, "-1E+309"), (.number, #""2e308""#),
    (.number, #""1\u0065400""#), (.number, #""NaN""#), (.number, #""Infinity""#), (.number, #""12%""#),
    (.number, #""1.""#),
    (.number, #"".5""#), (.number, #""1e""#), (.number, #""- 1""#),
    (.number, "true"), (.number, "[]"), (.number, #"{"a":1}"#), (.number, #""1\u00a0""#), (.number, #"" ""#),
    (.number, #""1\"""#),
    (.boolean, #""yes""#), (.boolean, "2"), (.boolean, "-1"), (.boolean, "0.0"), (.boolean, "[]"),
    (.boolean, #""tru""#), (.boolean, #""\u0011""#), (.boolean, #""truee""#), (.boolean, #""10""#),
    (.array(.text), #""x""#), (.array(.text), "{}"), (.array(.text), "1"), (.object([]), "[]"),
    (.object([]), "1"), (.object([]), #""{}""#), (.object([]), "true"),
    (.array(.any), #""x""#),
  ])
  func `a value that does not fit is null and listed`(type: FieldType, value: String) throws {
    let result = try Scan(fields: [RecordField("f", type)]).records("{\"f\":\(value)},{\"f\":null}")
    #expect(result.records == ["{\"f\":null}", "{\"f\":null}"])
    #expect(result.summary.misfits == [.init(field: "f", example: value)])
    #expect(result.nulled == [["f"], []])
  }

  @Test func `an element that does not fit is null, and its array is listed once`() throws {
    let fields = [
      RecordField("f", .array(.integer)), RecordField("g", .array(.object([RecordField("n", .integer)]))),
    ]
    let result = try Scan(fields: fields).records(#"{"f":["1","x","y"],"g":[{"n":"x"},5]}"#)
    #expect(result.records == [#"{"f":[1,null,null],"g":[{"n":null},null]}"#])
    #expect(result.nulled == [["f", "g.n", "g"]])
    #expect(result.summary.misfits.map(\.example) == [#""x""#, #""x""#, "5"])
  }

  @Test func `the example of a value that does not fit is its beginning`() throws {
    let long = "\"" + String(repeating: "é", count: 50) + "\""
    let result = try Scan(fields: [RecordField("f", .integer)]).records("{\"f\":\(long)}")
    let example = try #require(result.summary.misfits.first?.example)
    #expect(example.hasPrefix("\"ééé"))
    #expect(example.utf8.count < 60)
  }

  @Test(arguments: [
    (FieldType.text, #""-""#, "null"), (.text, #""\u002d""#, "null"), (.text, #""\u002D""#, "null"),
    (.text, #""""#, #""""#),
    (.text, #""--""#, #""--""#), (.text, #""\u002e""#, #""\u002e""#), (.text, #"" -""#, #"" -""#),
    (.text, "\"–\"", "\"–\""),
    (.integer, #""-""#, "null"), (.any, #""-""#, #""-""#),
  ])
  func `in report rows a dash is null for text fields too`(type: FieldType, value: String, expected: String)
    throws
  {
    let scan = Scan(fields: [RecordField("f", type)], requirements: .init(dashIsNull: true))
    #expect(try scan.record("{\"f\":\(value)}") == "{\"f\":\(expected)}")
  }

  /// As the value of a field of each type, of an unknown one and of one that is not selected.
  @Test(arguments: [
    "", "tru", "nul", "truefalse", "-", "01", "1.", "1e", ".5", "+1", "NaN", "[", "[1", "[1,]", "[,1]",
    "[1 2]", "[1}",
    #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{,}", #"{a:1}"#, #"{"a" 1}"#, #"""#, #""\x""#, #""\u12""#, "\"\n\"",
    "\"\u{1}\"",
    #""a"b"#, "1 2", "'a'", "\u{a0}1", #"{"n":01}"#, #"{"n":"1}"#, #"["1]"#, #"["1",tru]"#, #"{"n":[}"#,
  ])
  func `a value that is not JSON is refused for every type`(value: String) {
    let types: [FieldType] = [
      .any, .text, .integer, .number, .boolean, .timestamp, .date, .array(.integer), .array(.any),
      .array(.object([RecordField("n", .integer)])), .object([RecordField("n", .integer)]),
    ]
    for type in types {
      for name in ["f", "unknown", "dropped"] {
        let fields = [RecordField("f", type), RecordField("dropped", type)]
        let selection = name == "dropped" ? FieldSelection.of(fields, "f") : .everything
        let error = #expect(throws: PageError.self) {
          try Scan(fields: fields, selection: selection).records("{\"\(name)\":\(value)}")
        }
        guard case .malformed = error else {
          Issue.record("\(type) \(name): \(String(describing: error))")
          continue
        }
      }
    }
  }
}
