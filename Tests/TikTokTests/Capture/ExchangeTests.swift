import HTTP
import JSON
import Testing

@testable import TikTok

struct ExchangeTests {
  private let pseudonyms = Pseudonyms(KeyedHash(low: 1, high: 2))
  private let id = "7002238017842757633"

  private func line(
    _ path: String, _ answer: Answer, headers: [HTTPHeader] = [], body: String? = nil
  ) throws -> JSON {
    let base = try BaseURL(of: .production, variables: [:])
    let exchange = Exchange(
      sequence: 3, start: .milliseconds(1500), duration: .milliseconds(20),
      request: HTTPRequest(
        body == nil ? .get : .post, base.text + path, headers: headers, body: body.map { Array($0.utf8) }),
      outcome: answer.outcome)
    return exchange.line(by: Anonymizer(pseudonyms, secrets: [canary]), relativeTo: base)
  }

  @Test func `a line has the request and the answer`() throws {
    let query = "advertiser_id=\(id)&filtering=%7B%22campaign_ids%22%3A%5B%22\(id)%22%5D%7D&page=2"
    let found = try line(
      "campaign/get/?" + query, .page([["campaign_id": .string(id), "campaign_name": "Acme"]]),
      headers: [HTTPHeader(name: "Access-Token", value: canary)])
    let other = pseudonyms.id(id)
    #expect(found["sequence"] == 3 && found["at_ms"] == 1500 && found["took_ms"] == 20)
    #expect(found["method"] == "GET" && found["path"] == "campaign/get/" && found["status"] == 200)
    #expect(
      found["query"] == [
        "advertiser_id": .string(other), "filtering": .string("{\"campaign_ids\":[\"\(other)\"]}"),
        "page": "2",
      ])
    #expect(found["body"]?["data"]?["list"]?.array?.first?["campaign_id"]?.string == other)
    #expect(found.object?.names.last == "body")
    for hidden in [id, canary, "Acme"] { #expect(!found.text.contains(hidden)) }
  }

  @Test func `what a POST carries is recorded`() throws {
    let found = try line(
      "report/task/create/", .data(["task_id": .string(id)]), body: "{\"advertiser_id\":\"\(id)\"}")
    #expect(found["request"] == ["advertiser_id": .string(pseudonyms.id(id))])
    #expect(found["body"]?["data"]?["task_id"]?.string == pseudonyms.id(id))
  }

  @Test func `faults and headers that decide are recorded`() throws {
    #expect(try line("campaign/get/?page=2", .failure(.stalled))["fault"] == "stalled")
    let headers: HTTPHeaders = [
      "Retry-After": "7", "X-Tt-Logid": id, "X-Tt-Ads-Throttle": "Number of ad ids",
    ]
    let found = try line("campaign/get/?page=2", .text("<p>Acme</p>", status: 429, headers: headers))
    #expect(found["headers"] == ["Retry-After": "7", "X-Tt-Ads-Throttle": "Number of ad ids"])
    #expect(found["status"] == 429)
    #expect(found["text"]?.string?.hasPrefix("<p>text-") == true)
  }

  @Test(
    arguments: [
      (#"{"data":{"list":[{"ad_id":"48213","ad_name":"Acme"},{"ad_id":"48"#, 1), (#"{"data":{"list":["#, 0),
      (#"{"data":{"list":[{"ad_id":"48213","ad_name":"Ac"#, 1), (#"{"data":{"list":[{"ad_id":"48213"}],"#, 1),
    ])
  func `an answer that is cut off stays cut off`(body: String, ids: Int) throws {
    let text = try #require(try line("campaign/get/?page=2", .text(body))["text"]?.string)
    #expect(text.hasPrefix(#"{"data":{"list":["#))
    #expect((try? JSON(parsing: text)) == nil)
    #expect(text.ranges(of: pseudonyms.id("48213")).count == ids)
    #expect(!text.contains("48213") && !text.contains("Ac"))
  }

  @Test func `the output of a task is treated by its columns`() throws {
    let found = try line(
      "report/task/download/?task_id=1",
      .text("campaign_id,Campaign Name,spend,impressions\n48213,\"Acme, Inc.\",1.50,12345678\n"))
    let rows = try #require(found["text"]?.string).split(separator: "\n")
    #expect(rows[0] == "campaign_id,Campaign Name,spend,impressions")
    #expect(rows[1].hasPrefix("\(pseudonyms.id("48213")),\"text-"))
    #expect(rows[1].hasSuffix(",\",1.50,12345678"))
    let damaged = try line("report/task/download/", .text("ad_id\n\"48213"))
    #expect(damaged["text"] == "ad_id\n\"")
  }
}
