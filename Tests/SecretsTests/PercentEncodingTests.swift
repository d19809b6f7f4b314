import Secrets
import Testing

struct PercentEncodingTests {
  @Test(arguments: [
    ("", ""), ("aZ09-._~", "aZ09-._~"), ("a b+c", "a%20b%2Bc"), (#"["é"]"#, "%5B%22%C3%A9%22%5D"),
    ("%2F", "%252F"),
  ])
  func `all but the unreserved characters are encoded`(text: String, encoded: String) {
    #expect(String(decoding: percentEncoded(text), as: UTF8.self) == encoded)
  }
}
