import Testing

@testable import TikTok

struct PseudonymsTests {
  private let pseudonyms = Pseudonyms(KeyedHash(low: 1, high: 2))

  @Test(
    arguments: [
      "7002238017842757633", "9223372036854775807", "18", "v10033g50000c90q1d3c77ub6e96fvo0", "cat-1",
      "v0201/7f371ff6f0764f8b8ef4f37d7b980d50", "C3A9F2KQ",
    ])
  func `the pseudonym of an id has its shape`(id: String) {
    let pseudonym = pseudonyms.id(id)
    #expect(pseudonym != id)
    #expect(pseudonyms.id(id) == pseudonym)
    #expect(shape(pseudonym) == shape(id))
    #expect((Int64(pseudonym) == nil) == (Int64(id) == nil))
  }

  @Test func `no two ids have the same pseudonym`() {
    for ids in [(1000...9999).map { "\($0)" }, (0...99).flatMap { n in ["a\(n)", "b\(n)", "\(n)-c"] }] {
      #expect(Set(ids.map(pseudonyms.id)).count == ids.count)
    }
  }

  @Test func `a number keeps its first digit, so that it fits where it did`() {
    for number in ["7002238017842757633", "10", "9223372036854775807", "9223372036854775800"] {
      #expect(pseudonyms.id(number).first == number.first)
      #expect(Int64(pseudonyms.id(number)) != nil)
    }
  }

  @Test func `another key gives other pseudonyms`() {
    let other = Pseudonyms(KeyedHash(low: 1, high: 3))
    #expect(other.id("7002238017842757633") != pseudonyms.id("7002238017842757633"))
    #expect(other.text("Acme") != pseudonyms.text("Acme"))
  }

  @Test func `the pseudonym of a text is of the same kind`() {
    #expect(pseudonyms.text("Acme") == pseudonyms.text("Acme"))
    #expect(pseudonyms.text("Acme") != pseudonyms.text("Acme "))
    #expect(pseudonyms.text("Acme").hasPrefix("text-"))
    #expect(pseudonyms.text("https://acme.example/a?b=c").hasPrefix("https://example.invalid/"))
    #expect(pseudonyms.text("me@acme.example").hasSuffix("@example.invalid"))
    #expect(shape(pseudonyms.text("+49 (30) 1234-56")) == "+00 (00) 0000-00")
    #expect(pseudonyms.text("Bäume \"1\"\n").hasSuffix("é\"\n"))
  }

  private func shape(_ id: String) -> String {
    String(id.map { $0.isNumber ? "0" : $0.isUppercase ? "A" : $0.isLetter ? "a" : $0 })
  }
}
