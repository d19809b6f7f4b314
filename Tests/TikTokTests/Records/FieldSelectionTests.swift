import JSON
import Testing

@testable import TikTok

struct `Field selection` {
  private let fields: [RecordField] = [
    RecordField("id", .text),
    RecordField("object", .object([RecordField("a", .text), RecordField("b", .text)])),
    RecordField("list", .array(.object([RecordField("c", .text), RecordField("d", .text)]))),
  ]

  private func selection(_ schema: String) throws -> FieldSelection {
    FieldSelection(of: fields, in: try JSON(parsing: schema))
  }

  @Test func `without a schema all fields are selected`() throws {
    #expect(FieldSelection(of: fields, in: nil) == .everything)
    for schema in ["{}", #"{"type":"object"}"#, #"{"properties":{}}"#, #"{"properties":null}"#, "null"] {
      #expect(try selection(schema) == .everything)
    }
    #expect(FieldSelection.everything.includes("whatever"))
    #expect(FieldSelection.everything.within("whatever") == .everything)
    #expect(FieldSelection.everything.keepsUnknown)
  }

  @Test func `fields missing from the schema are not selected`() throws {
    let some = try selection(#"{"properties":{"id":{},"unheard_of":{}}}"#)
    #expect(some.includes("id"))
    #expect(!some.includes("object"))
    #expect(!some.keepsUnknown)
    #expect(some.within("object") == .everything)
  }

  @Test func `unknown fields are selected while all known ones are`() throws {
    #expect(try selection(#"{"properties":{"id":{},"object":{},"list":{}}}"#).keepsUnknown)
    #expect(try selection(#"{"properties":{"id":{},"object":{},"list":{},"more":{}}}"#).keepsUnknown)
    #expect(try !selection(#"{"properties":{"id":{},"object":{}}}"#).keepsUnknown)
  }

  @Test func `members of objects are selected individually`() throws {
    let all = try selection(
      #"{"properties":{"id":{},"object":{"properties":{"a":{}}},"list":{"type":"array"}}}"#)
    #expect(all.keepsUnknown)
    #expect(all.within("object").includes("a"))
    #expect(!all.within("object").includes("b"))
    #expect(!all.within("object").keepsUnknown)
    #expect(all.within("list") == .everything)
  }

  @Test func `members of objects in an array are selected by its items`() throws {
    let some = try selection(#"{"properties":{"list":{"items":{"properties":{"d":{}}}}}}"#)
    #expect(some.includes("list"))
    #expect(!some.within("list").includes("c"))
    #expect(some.within("list").includes("d"))
  }
}
