import JSON
import Testing

@testable import TikTok

/// Members that the schema does not name.
struct UnknownMembersTests {
  private let ab = Scan(fields: [RecordField("a", .integer), RecordField("b", .text)])

  @Test func `unknown members are copied, on one line`() throws {
    let record = "{\n \"x\" : {\r\n\t\"y\" : [ 1,\n2 ] } ,\n \"a\" : \"1\",\n\"z\":\"\\n\" }"
    #expect(try ab.record(record) == #"{"x":{"y" : [ 1,2 ] },"a":1,"z":"\n"}"#)
  }

  @Test(.timeLimit(.minutes(5)))
  func `of unknown members with the same name the last one is kept, however many there are`()
    throws
  {
    let names = (0..<20_000).map { "n\($0)" }
    let members = names.map { "\"\($0)\":1" }.joined(separator: ",")
    let record = "{\(members),\"n3\":2,\"\\u006e19999\":3,\"a\":4,\"n17\":5,\"n17\":6}"
    let object = try #require(try JSON(parsing: ab.record(record)).object)
    #expect(
      object.names == names.filter { !["n3", "n17", "n19999"].contains($0) } + ["n3", "n19999", "a", "n17"])
    #expect(object.members.suffix(4).map(\.value) == [2, 3, 4, 6])
  }
}
