import HTTP
import JSON
import Testing

@testable import TikTok

/// Responses that are not a page of records.
struct PageTests {
  private static func document(_ body: String) throws -> JSON {
    try Page(request: APIRequest("x/"), body: ResponseBody(Array(body.utf8)), truncation: nil).document()
  }

  @Test func `the data is returned`() throws {
    #expect(try Self.document(#"{"code":0,"data":{"list":[1]},"message":"OK"}"#) == ["list": [1]])
    #expect(try Self.document(#"{"code":0,"data":{}}"#) == [:])
  }

  @Test func `an error code is a refusal, whatever else the body has`() {
    let error = #expect(throws: APIError.self) {
      try Self.document(#"{"code":40105,"message":"no","request_id":"r","data":{"list":[]}}"#)
    }
    #expect(error?.cause == .refused(Envelope(code: 40105, message: "no", requestID: "r")))
    #expect(error?.path == "x/")
    let bare = #expect(throws: APIError.self) { try Self.document(#"{"code":40105}"#) }
    #expect(bare?.cause == .refused(Envelope(code: 40105)))
  }

  @Test(arguments: [
    (#"{"data":{}}"#, "it has no `code`"), (#"{"code":"0","data":{}}"#, "it has no `code`"),
    ("[]", "it has no `code`"),
    (#"{"code":0}"#, "it has no object `data`"), (#"{"code":0,"data":[]}"#, "it has no object `data`"),
    (#"{"code":0,"data":null}"#, "it has no object `data`"),
  ])
  func `a body without an envelope has an unexpected shape`(body: String, problem: String) {
    let error = #expect(throws: APIError.self) { try Self.document(body) }
    #expect(error?.cause == .page(.unexpectedShape(problem)))
  }

  @Test(arguments: ["", "<html>busy</html>", #"{"code":0,"data":{"#])
  func `a body that is not JSON is malformed`(body: String) {
    let error = #expect(throws: APIError.self) { try Self.document(body) }
    guard case .page(.malformed) = error?.cause else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
