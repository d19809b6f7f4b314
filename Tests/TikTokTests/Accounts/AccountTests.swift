import JSON
import Testing

@testable import TikTok

struct AccountTests {
  @Test func `an account is read from the API's JSON`() {
    let account = Account([
      "advertiser_id": "7001", "timezone": "Etc/GMT+8", "currency": "USD", "create_time": 1_700_000_000,
      "x": 1,
    ])
    #expect(
      account == Account(id: .make(), timezone: "Etc/GMT+8", currency: "USD", createdAt: 1_700_000_000))
  }

  @Test func `every field but the id may be missing, and the id may be a number`() {
    #expect(Account(["advertiser_id": 7001]) == Account(id: .make()))
    #expect(
      Account(["advertiser_id": "7001", "timezone": nil, "currency": 1, "create_time": "1700000000"])
        == Account(id: .make(), createdAt: 1_700_000_000))
  }

  @Test(
    arguments: [[:], ["advertiser_id": nil], ["advertiser_id": "x"], ["advertiser_id": ["7001"]], "7001"]
      as [JSON])
  func `without an id there is no account`(info: JSON) {
    #expect(Account(info) == nil)
  }

  @Test(arguments: [-1, .min, .max, 1_700_000_000_000, 4_102_444_800])
  func `an invalid creation time is ignored`(time: Int) {
    #expect(Account(["advertiser_id": "7001", "create_time": .int(time)])?.createdAt == nil)
    #expect(Account(["advertiser_id": "7001", "create_time": .string("\(time)")])?.createdAt == nil)
  }
}
