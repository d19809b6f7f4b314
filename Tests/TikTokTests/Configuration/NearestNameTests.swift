import Testing

@testable import TikTok

struct NearestNameTests {
  private let names = ["start_date", "end_date", "page_size", "concurrency"]

  @Test(arguments: [
    ("start_dat", "start_date"), ("startdate", "start_date"), ("strat_date", "start_date"),
    ("end_dates", "end_date"), ("pagesize", "page_size"), ("concurency", "concurrency"),
    ("Start_Date", "start_date"),
  ])
  func `a misspelling has its name`(misspelling: String, name: String) {
    #expect(names.nearest(to: misspelling) == name)
  }

  @Test(arguments: ["foo", "", "streams", "completely_different_name"])
  func `a name of its own has none`(name: String) {
    #expect(names.nearest(to: name) == nil)
  }

  @Test func `of no names none is near`() {
    #expect([String]().nearest(to: "x") == nil)
  }
}
