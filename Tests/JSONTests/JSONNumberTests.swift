import JSON
import Testing

struct `JSON number` {
  @Test(arguments: [
    "0", "-0", "0.10", "14.680", "1E+5", "1728545390695442", "9223372036854775808",
    "0.1234567890123456789012345",
    String(repeating: "7", count: 300),
  ])
  func `every digit is kept`(text: String) throws {
    #expect(try #require(JSONNumber(text)).description == text)
    #expect(try JSON(parsing: text).text == text)
    #expect(try JSON(parsing: "[\(text)]").array?.first?.number?.text == text)
  }

  @Test(arguments: [
    "", " ", "1 ", " 1", "+1", "01", "1.", ".5", "1e", "-", "NaN", "inf", "0x1", "1,5", "1\n", "٣",
  ])
  func `a text that is not a number is refused`(text: String) {
    #expect(JSONNumber(text) == nil)
  }

  @Test(arguments: [
    ("0", 0), ("-12", -12), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
    ("9223372036854775808", nil), ("1.0", nil), ("1e3", nil), ("-0", 0),
  ])
  func `an integer that fits is an Int`(text: String, expected: Int?) throws {
    #expect(try #require(JSONNumber(text)).int == expected)
  }

  @Test(arguments: [
    ("3", 3), ("3.0", 3), ("-3.000", -3), ("3e0", 3), ("0.3e1", 3), ("-0.0", 0),
    ("9223372036854775807", Int.max),
    ("9007199254740992.0", 1 << 53), ("9007199254740994.0", nil), ("3.5", nil), ("3e-1", nil), ("1e300", nil),
    ("9223372036854775808", nil),
  ])
  func `a whole number may have a fraction of zeros or an exponent`(text: String, expected: Int?) throws {
    #expect(try #require(JSONNumber(text)).whole == expected)
  }

  @Test func `a number converts to a Double`() throws {
    #expect(try #require(JSONNumber("1.5e1")).double == 15)
    #expect(JSONNumber(-7).text == "-7")
  }
}
