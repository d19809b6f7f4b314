import JSON
import Testing

@testable import TikTok

struct MemberIteratorTests {
  /// The members' names and values, with their original spelling.
  private func members(_ text: String) throws(JSONError) -> [String] {
    let bytes = Array(text.utf8)
    var iterator = try MemberIterator(bytes.span, 0)
    var found: [String] = []
    while let member = try iterator.next(bytes.span) {
      iterator.position = try JSONScanner.skipValue(bytes.span, member.value, depth: 1)
      let name = String(decoding: bytes[member.key..<member.keyEnd], as: UTF8.self)
      found.append("\(name)=\(String(decoding: bytes[member.value..<iterator.position], as: UTF8.self))")
    }
    #expect(iterator.position == bytes.count)
    return found
  }

  @Test(arguments: [
    ("{}", []), ("{ }", []), (#"{"a":1}"#, ["a=1"]),
    (#"{ "a" : [1, 2] ,"b":{"c":3}}"#, ["a=[1, 2]", #"b={"c":3}"#]), (#"{"a":1,"a":2}"#, ["a=1", "a=2"]),
  ])
  func `members are returned in the order of the text`(text: String, expected: [String]) throws {
    #expect(try members(text) == expected)
  }

  @Test(arguments: ["", "[]", "{", #"{"a"}"#, #"{"a":1"#, #"{"a":1 "b":2}"#, #"{,"a":1}"#, #"{1:2}"#])
  func `iterating over anything but an object is an error`(text: String) {
    #expect(throws: JSONError.self) { try members(text) }
  }

  @Test func `names are compared after unescaping`() throws {
    let bytes = Array(#"{"\u0061":1}"#.utf8)
    var iterator = try MemberIterator(bytes.span, 0)
    let member = try #require(try iterator.next(bytes.span))
    #expect(member.isNamed("a", bytes.span) && !member.isNamed("b", bytes.span))
  }
}
