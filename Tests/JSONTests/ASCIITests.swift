import JSON
import Testing

struct ASCIITests {
  @Test func `names stand for their characters`() {
    let punctuation = [
      ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn, ASCII.space, ASCII.quote, ASCII.plus, ASCII.comma,
      ASCII.minus,
      ASCII.point, ASCII.slash, ASCII.zero, ASCII.nine, ASCII.colon, ASCII.openBracket, ASCII.backslash,
      ASCII.closeBracket, ASCII.openBrace, ASCII.closeBrace,
    ]
    #expect(String(decoding: punctuation, as: UTF8.self) == "\t\n\r \"+,-./09:[\\]{}")
    let letters = [
      ASCII.capitalA, ASCII.capitalF, ASCII.capitalT, ASCII.capitalZ, ASCII.a, ASCII.b, ASCII.e, ASCII.f,
      ASCII.n,
      ASCII.r, ASCII.t, ASCII.u,
    ]
    #expect(String(decoding: letters, as: UTF8.self) == "AFTZabefnrtu")
  }

  @Test(arguments: UInt8.min...UInt8.max)
  func `digits are those of decimal numbers`(byte: UInt8) {
    #expect(ASCII.isDigit(byte) == "0123456789".utf8.contains(byte))
  }

  @Test func `letters become lower case`() {
    #expect("AzEZ".utf8.map(ASCII.lowercased).elementsEqual("azez".utf8))
  }
}
