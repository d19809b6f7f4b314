import Foundation
import JSON
import Testing

@testable import TikTok

struct APIRequestTests {
  @Test func `a URL consists of base, path and query`() {
    #expect(APIRequest("ad/get/").url(at: .sandbox) == "https://sandbox-ads.tiktok.com/open_api/v1.3/ad/get/")
    let request = APIRequest("ad/get/", [.init("advertiser_id", "7001"), .init("page_size", "10")])
    #expect(
      request.url(at: .production)
        == "https://business-api.tiktok.com/open_api/v1.3/ad/get/?advertiser_id=7001&page_size=10")
  }

  @Test(arguments: [
    ("azAZ09-._~", "azAZ09-._~"), (" ", "%20"), ("+&=?#/%", "%2B%26%3D%3F%23%2F%25"),
    ("\"[]{},:", "%22%5B%5D%7B%7D%2C%3A"),
    ("é€𝄞", "%C3%A9%E2%82%AC%F0%9D%84%9E"), ("\n\u{0}\u{7f}", "%0A%00%7F"), ("'()*!", "%27%28%29%2A%21"),
    ("", ""),
  ])
  func `all but unreserved characters are percent-encoded, in names and values`(
    text: String, encoded: String
  ) {
    let query = APIRequest("x/", [.init(text, text)]).url(at: .production).split(separator: "?").last
    #expect(query.map(String.init) == "\(encoded)=\(encoded)")
  }

  @Test func `every ASCII text can be decoded from the URL`() {
    let text = String(decoding: (0...0x7f).map { UInt8($0) }, as: UTF8.self) + "é€𝄞"
    let url = APIRequest("x/", [.init("a", text)]).url(at: .production)
    #expect(URLComponents(string: url)?.queryItems?.first?.value == text)
  }

  @Test func `lists and objects are sent as JSON text`() {
    let request = APIRequest("x/", [.init("filtering", ["a": ["b", 1]])])
    #expect(request["filtering"] == #"{"a":["b",1]}"#)
  }

  @Test func `a request for a page replaces the page number`() {
    let request = APIRequest("x/", [.init("page", "9"), .init("a", "1")])
    #expect(request.page(2).parameters.map(\.name) == ["a", "page"])
    #expect(request.page(2)["page"] == "2")
    #expect(request.page(2).page(3) == request.page(3))
    #expect(request["page"] == "9")
    #expect(request["b"] == nil)
  }
}
