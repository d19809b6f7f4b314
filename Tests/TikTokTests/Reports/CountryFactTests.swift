import JSON
import Testing

@testable import TikTok

struct CountryFactTests {
  @Test func `every country is listed once`() {
    let codes = FactFile.countries.rows.compactMap { $0["code"]?.string }
    #expect(codes.count == 249)
    #expect(codes == Set(codes).sorted())
    #expect(codes.allSatisfy { $0.wholeMatch(of: #/[A-Z]{2}/#) != nil })
  }

  @Test func `every name is found as its own country`() {
    for row in FactFile.countries.rows {
      let names = row["names"]?.array?.compactMap(\.string) ?? []
      #expect(!names.isEmpty)
      for name in names { #expect(CountryFact.code(of: name) == row["code"]?.string, "\(name)") }
    }
  }

  @Test(arguments: [
    ("United States of America", "US"), ("united states", "US"), ("South Korea", "KR"), ("Vietnam", "VN"),
    ("Viet Nam", "VN"), ("Russia", "RU"), ("Russian Federation", "RU"), ("Turkey", "TR"), ("Türkiye", "TR"),
    ("Czech Republic", "CZ"), ("Cote D'Ivoire", "CI"), ("Trinidad & Tobago", "TT"), ("St. Lucia", "LC"),
    ("Hong Kong", "HK"), ("Taiwan", "TW"), ("Bosnia and Herzegovina", "BA"), ("UK", "GB"), ("NA", "NA"),
    ("Curaçao", "CW"), ("Republic of the Congo", "CG"), ("Niger", "NE"), ("Nigeria", "NG"),
  ])
  func `common spellings are found`(name: String, code: String) {
    #expect(CountryFact.code(of: name) == code)
  }

  @Test(arguments: ["", "None", "-", "Atlantis", "us", "Unknown"])
  func `other texts are not countries`(name: String) { #expect(CountryFact.code(of: name) == nil) }
}
