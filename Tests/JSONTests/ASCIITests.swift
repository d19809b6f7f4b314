import JSON
import Testing

struct ASCIITests {
  @Test func `constants have the values of their characters`() {
    let punctuation = [
      ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn, ASCII.space, ASCII.quote, ASCII.percent,
      ASCII.ampersand, ASCII.plus, ASCII.comma,
      ASCII.minus,
      ASCII.point, ASCII.slash, ASCII.zero, ASCII.nine, ASCII.colon, ASCII.equals,
      ASCII.questionMark, ASCII.openBracket, ASCII.backslash,
      ASCII.closeBracket, ASCII.underscore, ASCII.openBrace, ASCII.closeBrace, ASCII.tilde,
    ]
    #expect(String(decoding: punctuation, as: UTF8.self) == "\t\n\r \"%&+,-./09:=?[\\]_{}~")
    let letters = [
      ASCII.capitalA, ASCII.capitalF, ASCII.capitalT, ASCII.capitalZ, ASCII.a, ASCII.b, ASCII.e, ASCII.f,
      ASCII.n, ASCII.r, ASCII.t, ASCII.u,
    ]
    #expect(String(decoding: letters, as: UTF8.self) == "AFTZabefnrtu")
  }

  @Test(arguments: UInt8.min...UInt8.max)
  func `a byte is classified like its character`(byte: UInt8) {
    let character = Character(Unicode.Scalar(byte))
    #expect(ASCII.isDigit(byte) == (character.isASCII && character.isNumber))
    #expect(ASCII.isLetter(byte) == (character.isASCII && character.isLetter))
    #expect(ASCII.isVisible(byte) == (0x21...0x7e).contains(byte))
  }

  @Test func `letters are converted to lower case`() {
    #expect("AzEZ".utf8.map(ASCII.lowercased).elementsEqual("azez".utf8))
  }
}
