import JSON
import Testing

@testable import TikTok

struct `Field type` {
  @Test(arguments: [
    (#"{"type":"string"}"#, FieldType.text), (#"{"type":["null","string"]}"#, .text),
    (#"{"type":["string","null"],"format":"date-time"}"#, .timestamp),
    (#"{"type":"string","format":"date"}"#, .date),
    (#"{"type":"string","format":"uri"}"#, .text), (#"{"type":["null","integer"]}"#, .integer),
    (#"{"type":"number"}"#, .number), (#"{"type":["null","boolean"]}"#, .boolean),
    (#"{"type":"array","items":{"type":"string"}}"#, .array(.text)), (#"{"type":"array"}"#, .array(.any)),
    (#"{"type":"array","items":{"type":"array","items":{"type":"integer"}}}"#, .array(.array(.integer))),
    (#"{"type":"object"}"#, .any), (#"{"type":["null","object"],"properties":{}}"#, .object([])),
    (
      #"{"type":"object","properties":{"b":{"type":"integer"},"a":{"type":["null","string"]}}}"#,
      .object([RecordField("b", .integer, isNullable: false), RecordField("a", .text)])
    ),
    (
      #"{"type":"array","items":{"type":"object","properties":{"a":{}}}}"#,
      .array(.object([RecordField("a", .any)]))
    ),
    (#"{}"#, .any), (#"{"type":["string","integer"]}"#, .any), (#"{"type":"null"}"#, .any),
    (#"{"type":[]}"#, .any),
    (#"{"type":"x"}"#, .any), (#"{"anyOf":[{"type":"string"}]}"#, .any), (#"true"#, .any),
  ])
  func `a property's type is read from its schema`(schema: String, expected: FieldType) throws {
    #expect(FieldType(schema: try JSON(parsing: schema)) == expected)
  }

  @Test func `an object's fields are read from its schema, in order`() throws {
    let schema = try JSON(
      parsing: #"{"properties":{"z":{"type":"string"},"a":{"type":["null","number"]},"m":{}}}"#)
    let expected = [
      RecordField("z", .text, isNullable: false), RecordField("a", .number), RecordField("m", .any),
    ]
    #expect(RecordField.fields(of: schema) == expected)
    #expect(RecordField.fields(of: [:]) == [])
    #expect(RecordField.fields(of: nil) == [])
  }

  @Test func `members are found in objects and in arrays of objects`() {
    let members = [RecordField("a", .text)]
    #expect(FieldType.object(members).objectFields == members)
    #expect(FieldType.array(.object(members)).objectFields == members)
    #expect(FieldType.array(.array(.object(members))).objectFields == nil)
    #expect(FieldType.text.objectFields == nil)
  }
}
