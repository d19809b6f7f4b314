import JSON
import Testing

@testable import TikTok

/// Keys and their hashes, by which they are compared.
struct RecordKeyTests {
  private let scan = Scan(fields: [RecordField("id", .text)], requirements: .init(key: ["id"]))

  @Test(arguments: ["{}", #"{"id":null}"#, #"{"id":"1","id":null}"#, #"{"ID":"1"}"#, #"{"x":{"id":"1"}}"#])
  func `a record without its key is refused`(record: String) {
    let error = #expect(throws: PageError.self) {
      try scan.records(#"{"id":"0"},\#(record),{"id":"2"},{}"#)
    }
    #expect(error == .missingKey(field: "id", record: 1))
  }

  @Test func `equal keys are numbered, however they are escaped`() throws {
    let fields = [RecordField("a", .text), RecordField("b", .integer)]
    let layout = RecordLayout(fields: fields, requirements: .init(key: ["a", "b"]))
    let list = #"{"a":"x","b":1},{"b":"1","a":"\u0078"},{"a":"x","b":11},{"a":"x,1","b":1}"#
    var out = ByteBuffer()
    let scanner = PageScanner(layout: layout, frame: Scan.frame, notesKeys: true)
    let keys = try scanner.scan(Array(Scan.page(list).utf8).span, into: &out).keys
    #expect(keys[0] == FNV1a.hash(Array(#""x",1,"#.utf8)))
    // The same key again, so it is numbered.
    #expect(keys[1] == FNV1a.hash(Array(#""x",1,1,"#.utf8)))
    #expect(Set(keys).count == 4)
  }
}
