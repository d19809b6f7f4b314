import JSON
import Testing

@testable import TikTok

/// The envelope around the records.
struct `Page scanner` {
  private let scan = Scan(fields: [RecordField("id", .text)])

  @Test func `records become lines with a prefix and a suffix`() throws {
    let result = try scan.records(#"{"id":"1"},{"id":"2"}"#)
    #expect(result.records == [#"{"id":"1"}"#, #"{"id":"2"}"#])
    #expect(result.summary == PageSummary(records: 2, emitted: 2))
  }

  @Test func `a page may be empty`() throws {
    #expect(try scan.records("") == Scan.Result())
    #expect(try scan.records(" \n ") == Scan.Result())
  }

  @Test func `a list that is null is empty`() throws {
    #expect(try scan.page(#"{"code":0,"data":{"list":null}}"#) == Scan.Result())
  }

  @Test func `the name of the list depends on the endpoint`() throws {
    var pixels = scan
    pixels.requirements.records = "creative_portfolios"
    let page =
      #"{"code":0,"data":{"list":[{"id":"0"}],"creative_portfolios":[{"id":"1"}],"lists":[{"id":"2"}]}}"#
    #expect(try pixels.page(page).records == [#"{"id":"1"}"#])
  }

  @Test(arguments: [
    #"{"data":{"page_info":{},"list":[{"id":"1"}]},"request_id":"r","message":"OK","code":0}"#,
    #"{"list":[{"id":"9"}],"code":0,"data":{"data":{"list":[{"id":"9"}]},"list":[{"id":"1"}],"x":[[],{}]}}"#,
    #"{"code":"0","data":{"list":[{"id":"1"}]}}"#,
    #" { "code" : 0 , "data" : { "list" : [ {"id":"1"} ] } } "#,
    #"{"c\u006fde":0,"\u0064ata":{"lis\u0074":[{"id":"1"}]}}"#,
    #"{"code":9,"code":0,"data":{"list":[{"id":"1"}]}}"#,
  ])
  func `members may have any order and spelling`(page: String) throws {
    #expect(try scan.page(page).records == [#"{"id":"1"}"#])
  }

  @Test(arguments: [
    #"{"code":0,"data":{"list":[{"id":"8"},{}]},"data":{"list":[{"id":"1"}]}}"#,
    #"{"code":0,"data":{"list":[{"id":"8"},{}],"page_info":{"total_page":2},"list":[{"id":"1"}],"page_info":{"total_page":1}}}"#,
    #"{"code":0,"data":{"list":[1],"list":[{"id":"1"}]}}"#,
    #"{"code":0,"data":7,"data":{"list":[{"id":"1"}]}}"#,
  ])
  func `of two members with the same name the last one is kept`(page: String) throws {
    let result = try scan.page(page)
    #expect(result.records == [#"{"id":"1"}"#])
    #expect(result.summary.records == 1)
    #expect(result.summary.emitted == 1)
    #expect(result.summary.pageInfo.map(\.totalPages) ?? 1 == 1)
  }

  @Test(arguments: [
    #"{"code":0,"data":{"list":[{"id":"8"}]},"data":{}}"#,
    #"{"code":0,"data":{"list":[{"id":"8"}],"list":{}}}"#,
    #"{"code":0,"data":{"list":[{"id":"8"}]},"data":null}"#, #"{"code":0,"data":{}}"#,
    #"{"code":0,"data":[]}"#,
    #"{"code":0,"data":{"list":{}}}"#, #"{"code":0,"data":{"list":"x"}}"#, #"{"code":0}"#,
    #"{"code":0,"list":[]}"#,
  ])
  func `a page without records is refused`(page: String) {
    let error = #expect(throws: PageError.self) { try scan.page(page) }
    #expect(error == .unexpectedShape("it has no array `data.list`"))
  }

  @Test(arguments: [
    "{}", #"{"data":{"list":[]}}"#, #"{"code":null,"data":{"list":[]}}"#, #"{"code":"","data":{"list":[]}}"#,
    #"{"code":"0x","data":{"list":[]}}"#, #"{"code":0.5,"data":{"list":[]}}"#,
    #"{"code":{},"data":{"list":[]}}"#,
    #"{"code":[0],"data":{"list":[]}}"#, #"{"code":12345678901234567890,"data":{"list":[]}}"#,
    #"{"code":0,"code":true,"data":{"list":[]}}"#, #"{"code":"-","data":{"list":[]}}"#,
  ])
  func `a page without a code is refused`(page: String) {
    let error = #expect(throws: PageError.self) { try scan.page(page) }
    #expect(error == .unexpectedShape("it has no `code`"))
  }

  @Test(arguments: ["null", "7", #""x""#, "{}", #"[{"id":"1"}]"#])
  func `an element that is not a record is refused`(element: String) throws {
    let list = #"{"id":"0"},"# + element + #",{"id":"2"}"#
    guard element.first != "{" else { return }
    let error = #expect(throws: PageError.self) { try scan.records(list) }
    #expect(error == .unexpectedShape("element 1 of its records is not an object"))
  }

  @Test(arguments: [
    (
      #"{"code":40100,"message":"Too many\nrequests \"QPS\" \ud83d\ude00","request_id":"2026\u0031","data":{}}"#,
      Envelope(code: 40100, message: "Too many\nrequests \"QPS\" 😀", requestID: "20261")
    ),
    (
      #"{"data":{"list":[{"id":"1"},7]},"message":"half \ud800\u0041","code":20001}"#,
      Envelope(code: 20001, message: "half \u{fffd}A")
    ),
    (#"{"code":"40001"}"#, Envelope(code: 40001)),
    (#"{"code":-1,"message":null,"request_id":7}"#, Envelope(code: -1)),
    (#"{"code":0,"message":"a","code":50000,"message":"b"}"#, Envelope(code: 50000, message: "b")),
  ])
  func `a refusal carries the API's code, message and request`(page: String, expected: Envelope) {
    let error = #expect(throws: PageError.self) { try scan.page(page) }
    #expect(error == .refused(expected))
  }

  @Test(arguments: [
    (#"{"page":2,"page_size":1000,"total_number":3001,"total_page":4}"#, 3001, 4),
    (#"{"total_page":"4","page":"2","cursor":{"page":9},"has_more":true}"#, nil, 4),
    (#"{"page":null,"page_size":[1],"total_number":1.5,"total_page":0}"#, nil, 0),
    (#"{"page":-1,"total_number":999999999999999999,"total_page":1}"#, nil, 1),
    (#"{"total_page":1,"total_p\u0061ge":3}"#, nil, 3),
  ])
  func `page_info is parsed`(info: String, number: Int?, pages: Int) throws {
    let result = try scan.page(Scan.page("", info: #","page_info":"# + info))
    let expected = PageSummary.PageInfo(totalNumber: number, totalPages: pages)
    #expect(result.summary.pageInfo == expected)
  }

  @Test(arguments: [
    "{}", #"{"page":1,"total_number":3001}"#, #"{"total_page":null}"#, #"{"total_page":-1}"#,
    #"{"total_page":4.0}"#, #"{"total_page":[4]}"#, #"{"total_page":"four"}"#,
    #"{"total_page":1000000000000000000}"#, #"{"total_page":4,"total_page":""}"#,
  ])
  func `a page_info without the number of pages is ignored`(info: String) throws {
    #expect(try scan.page(Scan.page("", info: #","page_info":"# + info)).summary.pageInfo == nil)
  }

  @Test func `page_info may be missing or null`() throws {
    #expect(try scan.page(Scan.page("")).summary.pageInfo == nil)
    #expect(try scan.page(Scan.page("", info: #","page_info":null"#)).summary.pageInfo == nil)
  }

  @Test(arguments: [
    ("", JSONError.truncated(at: 0)), ("   ", .truncated(at: 3)), ("<html>", .syntax(at: 0)),
    ("[]", .syntax(at: 0)),
    ("null", .syntax(at: 0)), ("{}x", .syntax(at: 2)), ("{} {}", .syntax(at: 3)), ("{,}", .syntax(at: 1)),
    (#"{"code":0,}"#, .syntax(at: 10)), (#"{"code":0 "data":1}"#, .syntax(at: 10)),
    (#"{"code":00}"#, .syntax(at: 9)),
    ("{\"message\":\"\u{1}\"}", .syntax(at: 12)),
  ])
  func `a body that is not JSON is malformed`(page: String, expected: JSONError) {
    let error = #expect(throws: PageError.self) { try scan.page(page) }
    #expect(error == .malformed(expected))
  }

  @Test func `damage after the records is an error, not a success`() {
    let error = #expect(throws: PageError.self) { try scan.page(Scan.page(#"{"id":"1"}"#) + "]") }
    #expect(error == .malformed(.syntax(at: Scan.page(#"{"id":"1"}"#).utf8.count)))
  }

  @Test(arguments: [("", ""), (#"{"a":"#, "}"), ("[", "]"), (#"{"id":"#, "}")])
  func `up to 512 levels of nesting are accepted`(open: String, close: String) throws {
    for (levels, fits) in [(508, true), (509, false)] {
      let inner = open.isEmpty ? levels : levels - 1
      let deep = open + String(repeating: "[", count: inner) + String(repeating: "]", count: inner) + close
      let fields = [
        RecordField("id", .any), RecordField("list", .array(.text)), RecordField("object", .object([])),
      ]
      for name in ["id", "list", "object", "unknown"] {
        let page = Scan.page(#"{"\#(name)":\#(deep)}"#)
        if fits {
          #expect(try Scan(fields: fields).page(page).summary.records == 1)
        } else {
          let error = #expect(throws: PageError.self) { try Scan(fields: fields).page(page) }
          guard case .malformed(.tooDeep) = error else {
            Issue.record("\(String(describing: error))")
            return
          }
        }
      }
    }
  }

  @Test func `a refusal by the API takes precedence over a damaged record`() {
    var keyed = scan
    keyed.requirements.key = ["id"]
    let error = #expect(throws: PageError.self) { try keyed.page(Scan.page("{}", code: "50000")) }
    #expect(error == .refused(Envelope(code: 50000, message: "OK", requestID: "r1")))
  }
}
