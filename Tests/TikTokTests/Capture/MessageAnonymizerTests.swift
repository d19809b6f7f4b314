import Testing

@testable import TikTok

struct MessageAnonymizerTests {
  private let pseudonyms = Pseudonyms(KeyedHash(low: 1, high: 2))
  private var anonymizer: MessageAnonymizer { MessageAnonymizer(pseudonyms) }

  @Test(
    arguments: [
      "OK", "Too many requests. Please retry in some time.",
      "The advertiser doesn't exist or has been deleted.",
      "Invalid metric fields: ['spend', 'clicks']", "Service maintenance: UV metric temporarily unavailable",
      "Number of ad ids is equal or more than 20k, only return the top 20k id's results, sorting by create time desc order.",
      "query_lifetime: Not supported at AUCTION_ADVERTISER.", "App reaches the QPM limit 600",
      "Client IP address is in banned Country list.",
    ])
  func `the API's own words stay`(message: String) { #expect(anonymizer(message) == message) }

  @Test(
    arguments: [
      ("Store 'acme shoes' is gone", "acme"), ("Acme does not exist", "Acme"),
      ("Campaign ACME is full", "ACME"),
      ("See https://acme.example/x", "acme"), ("Ask me@acme.example", "acme"), ("Größe wrong", "Größe"),
      ("Advertiser 7002238017842757633", "7002238017842757633"), ("id:v10033g50000c90q", "v10033g50000c90q"),
      ("campaign_7002238017842757633", "7002238017842757633"),
    ])
  func `names and ids do not`(message: String, name: String) { #expect(!anonymizer(message).contains(name)) }

  @Test func `words of the request stay, because the answer is about them`() {
    let message = "Invalid fields: ['rf_new_thing']"
    #expect(anonymizer(message, asked: ["rf_new_thing"]) == message)
    #expect(!anonymizer(message).contains("rf_new_thing"))
  }

  @Test func `of a page for people only known words stay`() {
    let page = "<html><head><title>502 Bad Gateway</title></head> acme edge3 nginx/1.2</html>"
    let found = anonymizer(page, isStrict: true)
    #expect(found.hasPrefix("<html><head><title>502 Bad Gateway</title></head> "))
    #expect(!found.contains("acme") && !found.contains("edge3"))
  }
}
