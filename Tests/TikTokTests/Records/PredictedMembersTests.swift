import JSON
import Testing

@testable import TikTok

/// Members at the same position as in the previous record are written by a separate loop. White space prevents that, so
/// each page is scanned with and without white space, and both results must be the same.
struct PredictedMembersTests {
  private static let fields: [RecordField] = [
    RecordField("spend", .number), RecordField("clicks", .integer), RecordField("ad_name", .text),
    RecordField("a", .text), RecordField("cost_per_1000_reached_by_everyone_everywhere", .number),
    RecordField("end", .text),
  ]

  private static let values = [
    #""0""#, #""1""#, #""12345678""#, #""123456789""#, #""1234567890123456""#, #""12345678901234567""#,
    #""123456789012345678901234567890""#, #""1234567890123456789012345678901234567890""#, #""007""#,
    #""0.5""#,
    #""00.5""#, #""1.""#, #"".5""#, #""-1""#, #""-0.25""#, #""1e3""#, #""1.5E-3""#, #""12.3456789012345678""#,
    #""12.34567890123456789012345""#, #""1,5""#, #""1 ""#, #""+1""#, #""1.2.3""#, #""""#, #""-""#, #""--""#,
    #""\u002d""#, #""-\"""#, #""plain""#, #""thirty letters, no more or less""#,
    #""thirty-one letters, one too many""#,
    #""thirty-two letters, two too many.""#, #""\#(String(repeating: "x", count: 200))""#, #""a\"b""#,
    #""a\\""#,
    #""tab\t""#, #""é""#, #""日本語のとても長い名前がここにあります。""#, #""🎉""#, "null", "nul", "nulll", "true", "12",
    "-3.25", "0012", "[1,2]", #"{"a":1}"#, #""unfinished"#, "",
  ]

  private func result(_ text: String, dashIsNull: Bool) -> Result<Scan.Result, PageError> {
    do throws(PageError) {
      return .success(try Scan(fields: Self.fields, requirements: .init(dashIsNull: dashIsNull)).page(text))
    } catch {
      return .failure(error)
    }
  }

  private func members(_ value: String) -> [String] {
    ["spend", "clicks", "ad_name", "a", "cost_per_1000_reached_by_everyone_everywhere"].map {
      #""\#($0)":\#(value)"#
    }
  }

  @Test(arguments: values, [true, false])
  func `predicted members are written like all others`(value: String, dashIsNull: Bool) throws {
    let usual = members(#""1""#)
    for place in usual.indices {
      var odd = usual
      odd[place] = members(value)[place]
      // Within an object, at its end, and near the end of the page.
      for (last, rest) in [(#","end":"x""#, ",{},{},{}"), ("", ",{},{},{}"), (#","end":"x""#, "")] {
        let first = "{\(usual.joined(separator: ","))\(last)}"
        let compact = "\(first),{\(odd.joined(separator: ","))\(last)}\(rest)"
        let spaced = "\(first),{\(odd.joined(separator: " , "))\(last)}\(rest)"
        switch (
          result(Scan.page(compact), dashIsNull: dashIsNull),
          result(Scan.page(spaced), dashIsNull: dashIsNull)
        ) {
        case (.success(let one), .success(let other)): #expect(one == other)
        case (.failure(.malformed), .failure(.malformed)): break
        case (let one, let other): Issue.record("\(value): \(one), but with spaces \(other)")
        }
      }
    }
  }

  @Test func `predicted members may be repeated, change places or be new`() throws {
    let first = #"{"spend":"1","clicks":"2","ad_name":"n","end":"e"}"#
    let scan = Scan(fields: Self.fields)
    let result = try scan.records(
      [
        first, #"{"spend":"1","spend":"3","clicks":"2","ad_name":"n","end":"e"}"#,
        #"{"clicks":"2","spend":"1","ad_name":"n","end":"e"}"#,
        #"{"spend":"1","new":"4","clicks":"2","end":"e"}"#,
        first,
      ].joined(separator: ","))
    #expect(
      result.records == [
        #"{"spend":1,"clicks":2,"ad_name":"n","end":"e"}"#,
        #"{"spend":3,"clicks":2,"ad_name":"n","end":"e"}"#,
        #"{"clicks":2,"spend":1,"ad_name":"n","end":"e"}"#, #"{"spend":1,"new":"4","clicks":2,"end":"e"}"#,
        #"{"spend":1,"clicks":2,"ad_name":"n","end":"e"}"#,
      ])
  }
}
