import Foundation
import HTTP
import JSON

/// What the other model of TikTok, which the suites around the binary use, answers about some accounts.
struct RecordedExchanges {
  /// A request and its answer.
  struct Exchange {
    let request: HTTPRequest
    let answer: JSON
  }

  private let document: JSON

  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Samples/exchanges.json")
    document = try JSON(parsing: Array(Data(contentsOf: file)))
  }

  /// TikTok with these accounts at each of the moments, and what it was asked then.
  var moments: [(tikTok: SimulatedTikTok, exchanges: [Exchange])] {
    (document["moments"]?.array ?? []).map { moment in
      let time = moment["now"]?.string ?? ""
      let now = (Day(time)?.ordinal ?? 0) * 86_400 + Self.seconds(time)
      let accounts = (document["accounts"]?.array ?? []).map { Self.account($0, moment["numbers"] ?? .null) }
      let exchanges = zip(document["requests"]?.array ?? [], moment["answers"]?.array ?? []).map {
        Exchange(request: Self.request($0), answer: $1)
      }
      return (SimulatedTikTok(accounts: accounts, moment: now), exchanges)
    }
  }

  /// The time of day of `YYYY-MM-DDTHH:MM:SSZ`.
  private static func seconds(_ text: String) -> Int {
    text.dropFirst(11).prefix(8).split(separator: ":").reduce(0) { $0 * 60 + (Int($1) ?? 0) }
  }

  private static let types: [String: CampaignType] = ["RESERVATION_TOP_VIEW": .topView, "PROMOTE": .promote]

  private static func account(_ account: JSON, _ numbers: JSON) -> SimulatedAccount {
    let id = account["id"]?.string ?? ""
    var objects: [ObjectLevel: [AdObject]] = [:]
    for object in account["objects"]?.array ?? [] {
      guard let level = object["level"]?.string.flatMap(ObjectLevel.init) else { continue }
      var ids: [ObjectLevel: String] = [:]
      for level in ObjectLevel.allCases { ids[level] = object["ids"]?[level.rawValue]?.string }
      let type = types[object["kind"]?.string ?? ""] ?? .standard
      objects[level, default: []].append(
        AdObject(
          level: level, ids: ids, type: type, createdAt: object["created"]?.int ?? 0,
          isUndated: type == .promote || object["is_dated"] == false,
          changes: (object["changes"]?.array ?? []).compactMap(\.int), deletedAt: object["deleted"]?.int))
    }
    var recorded: [String: [Day: DailyNumbers]] = [:]
    for ad in numbers[id]?.object?.members ?? [] {
      for day in ad.value.object?.members ?? [] {
        guard let key = Day(day.name), let texts = day.value.array?.compactMap(\.string), texts.count == 3
        else { continue }
        recorded[ad.name, default: [:]][key] = DailyNumbers(
          spend: Int(((Double(texts[0]) ?? 0) * 100).rounded()), impressions: Int(texts[1]) ?? 0,
          clicks: Int(texts[2]) ?? 0)
      }
    }
    return SimulatedAccount(
      id: id, zone: (account["timezone"]?.string ?? "", account["hours_ahead_of_utc"]?.int ?? 0),
      createdAt: account["created"]?.int ?? 0, objects: objects, recorded: recorded)
  }

  private static func request(_ request: JSON) -> HTTPRequest {
    let own = [
      "{token}": SimulatedTikTok.token, "{app_id}": SimulatedTikTok.app, "{secret}": SimulatedTikTok.secret,
    ]
    let parameters = (request["params"]?.object?.members ?? []).map { member in
      let text = member.value.string ?? ""
      let value = (own[text] ?? text).addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      return "\(member.name)=\(value)"
    }
    let headers = (request["token"]?.string).map { [HTTPHeader(name: "Access-Token", value: own[$0] ?? $0)] }
    let address = "https://business-api.tiktok.com/open_api/v1.3/\(request["path"]?.string ?? "")"
    return HTTPRequest("\(address)?\(parameters.joined(separator: "&"))", headers: headers ?? [])
  }
}
