import HTTP
import Testing

struct `Whole words` {
  @Test(arguments: [
    ("", 3, ""), ("abc", 3, "abc"), ("abcd", 3, "…"), ("ab cd", 3, "ab…"), ("abc de", 3, "abc…"),
    ("a b c", 3, "a b…"), ("a\nbcd", 4, "a…"), ("é ü ß", 3, "é ü…"),
  ])
  func `a text is cut at the end of a word`(text: String, limit: Int, expected: String) {
    #expect(text.wholeWords(upTo: limit) == expected)
  }
}
