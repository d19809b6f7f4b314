import JSON
import Testing

struct `JSON object` {
  @Test func `members keep their order`() {
    var object: JSONObject = ["b": 1, "a": 2]
    object["c"] = 3
    object["b"] = 4
    #expect(object.names == ["b", "a", "c"])
    #expect(object.members.map(\.value) == [4, 2, 3])
    object["a"] = nil
    object["z"] = nil
    #expect(object.names == ["b", "c"])
    #expect(object["a"] == nil)
  }

  @Test func `many members keep their order too`() {
    var object = JSONObject((0..<40).map { .init("n\($0)", .int($0)) })
    #expect(object.names == (0..<40).map { "n\($0)" })
    object["n3"] = nil
    object["n39"] = "last"
    object["n40"] = "new"
    #expect(object["n3"] == nil && object["n4"] == 4 && object["n39"] == "last")
    #expect(object.names == (0...40).filter { $0 != 3 }.map { "n\($0)" })
    for number in 0..<30 { object["n\(number)"] = nil }
    #expect(object.names == (30...40).map { "n\($0)" })
    object["n35"] = true
    #expect(object.members.map(\.value)[5] == true && object.members.count == 11)
  }

  @Test(.timeLimit(.minutes(5))) func `an object of very many members is built in linear time`() throws {
    let members = (0..<100_000).map { JSONObject.Member("name\($0)", .int($0)) }
    let object = JSONObject(members + members)
    #expect(object.members.count == 100_000)
    #expect(object == JSONObject(members.reversed()))
  }

  @Test func `a null member is not a missing member`() {
    let object: JSONObject = ["a": nil]
    #expect(object["a"] == .null)
    #expect(object["b"] == nil)
    #expect(!object.isEmpty)
    #expect(JSONObject().isEmpty)
  }

  @Test func `of two members with the same name the last value is kept, in the first one's place`() {
    let object = JSONObject([.init("a", 1), .init("b", 2), .init("a", 3)])
    #expect(object == ["a": 3, "b": 2])
    #expect(object.names == ["a", "b"])
  }

  private static let pairs: [(JSONObject, JSONObject, Bool)] = [
    (["a": 1, "b": 2], ["b": 2, "a": 1], true), (["a": 1], ["a": 1, "b": 2], false),
    (["a": 1], ["b": 1], false),
    (["a": 1], ["a": 2], false), ([:], [:], true),
  ]

  @Test(arguments: pairs)
  func `equality ignores only the order`(left: JSONObject, right: JSONObject, expected: Bool) {
    #expect((left == right) == expected)
    #expect((right == left) == expected)
  }
}
