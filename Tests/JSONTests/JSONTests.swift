import JSON
import Testing

struct `JSON value` {
  static let all: JSON = [
    "null": nil, "bool": true, "number": 12, "string": "x", "array": [1, "2", nil], "object": ["a": [:]],
  ]

  @Test(arguments: [
    ("null", "null"), ("bool", "a boolean"), ("number", "a number"), ("string", "text"),
    ("array", "an array"),
    ("object", "an object"),
  ])
  func `a value has one kind and converts to no other`(name: String, kind: String) throws {
    let value = try #require(Self.all[name])
    #expect(value.kind == kind)
    #expect(value.isNull == (name == "null"))
    #expect((value.bool != nil) == (name == "bool"))
    #expect((value.number != nil) == (name == "number"))
    #expect((value.int != nil) == (name == "number"))
    #expect((value.string != nil) == (name == "string"))
    #expect((value.array != nil) == (name == "array"))
    #expect((value.object != nil) == (name == "object"))
  }

  @Test func `an id is the text of a string or a number`() throws {
    let ids: JSON = try JSON(parsing: #"["7002", 70022380178427576331, "", null, true, [1]]"#)
    #expect(
      ids.array?.map(\.idText) == ["7002", "70022380178427576331", "", nil, nil, nil])
  }

  @Test func `a member is found in objects only`() {
    #expect(Self.all["object"]?["a"] == [:])
    #expect(Self.all["object"]?["b"] == nil)
    #expect(Self.all["array"]?["0"] == nil)
  }

  @Test func `literals create every kind of value`() {
    #expect(JSON.int(3) == 3)
    #expect(
      Self.all.text
        == #"{"null":null,"bool":true,"number":12,"string":"x","array":[1,"2",null],"object":{"a":{}}}"#)
    #expect("\(Self.all)" == Self.all.text)
    #expect(Self.all.bytes == Array(Self.all.text.utf8))
  }

  @Test(arguments: Texts.accepted)
  func `a written value is parsed to the same value`(text: String) throws {
    let value = try JSON(parsing: text)
    #expect(try JSON(parsing: value.text) == value)
    #expect(!value.bytes.contains { $0 < 0x20 })
  }
}
