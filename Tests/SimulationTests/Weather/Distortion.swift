import HTTP
import JSON
import TestSupport

/// How a right answer becomes odd, or not quite true.
enum Distortion: Sendable, Equatable {
  /// Pages have at most so many records, whatever the request asks for.
  case cappedPages(Int)
  /// Numbers are text.
  case textForNumbers
  /// Ids and metrics are numbers.
  case numbersForText
  /// Text that begins with a 1 or a 2, as ids and days do, is spelled with escapes.
  case escapedText
  /// Objects have members that no document names.
  case unknownMembers
  /// The list is null, although records are counted.
  case nullList
  /// The page lacks its last record.
  case shortPage
  /// `page_info` has no numbers of pages and records.
  case noTotals
  /// `page_info` says that there is one record on one page.
  case denyingTotals
  /// There is no `page_info`.
  case noPageInfo
  /// `page_info` counts a record that no page lists.
  case countsOneMore
  /// The page begins with the record before it, and lacks its own last one.
  case repeatedRecord
  /// The first page comes in place of each.
  case firstPage
  /// The list has an order of its own.
  case shuffled(UInt64)
  /// Records that soon are no more, or have just come, are the first or the last of the list.
  case strangers(first: Bool, last: Bool)
  /// The same in the middle of the list.
  case strangerInside
  /// Each page is full and announces another one.
  case endless
  /// A report of ads without the spend lacks one of its rows.
  case lacksRowWithoutSpend

  var name: String {
    switch self {
    case .cappedPages: "capped pages"
    case .shuffled: "shuffled"
    default: "\(self)"
    }
  }

  /// The answer to a request.
  func answer(to request: HTTPRequest, by tikTok: SimulatedTikTok) -> Answer {
    let query = Query(request)
    let plain = tikTok.answer(query)
    guard plain.envelope["code"] == 0, let data = plain.envelope["data"]?.object else { return plain }
    let page = Page(of: request, query, by: tikTok)
    let isCounted = data["page_info"]?["total_number"] != nil
    let changed: JSONObject? =
      switch self {
      case .cappedPages(let most): page?.with(size: most)
      case .textForNumbers: JSON.object(data).numbersAsText.object
      case .numbersForText: data.with("list", (data["list"] ?? .null).textAsNumbers)
      case .escapedText: data
      case .unknownMembers: JSON.object(data).withUnknownMembers.object
      case .nullList: data["page_info"].map { _ in data.with("list", .null) }
      case .shortPage:
        isCounted ? data["list"]?.array.map { data.with("list", .array($0.dropLast())) } : nil
      case .noTotals:
        data["page_info"]?.object.map { data.with("page_info", .object($0.only(["page", "page_size"]))) }
      // One record of one is no lie that shows.
      case .denyingTotals where data["list"]?.array?.count ?? 0 < 2: nil
      case .denyingTotals:
        data["page_info"]?.object.map {
          data.with("page_info", .object($0.with("total_number", 1).with("total_page", 1)))
        }
      case .countsOneMore: data.countingOneMore
      case .noPageInfo: JSONObject(data.members.filter { $0.name != "page_info" })
      case .repeatedRecord: page?.repeatingRecord
      case .firstPage: page?.with(number: 1)
      case .shuffled(let seed): page?.shuffled(Seeded(seed))
      case .strangers(let first, let last): page?.withStrangers(first, last)
      case .strangerInside: page?.withStrangerInside
      case .endless: page?.endless
      case .lacksRowWithoutSpend:
        query.path == "report/integrated/get/" && query["metrics"]?.contains("\"spend\"") == false
          ? page?.withoutLastRow : nil
      }
    guard let changed, var envelope = plain.envelope.object else { return plain }
    envelope["data"] = .object(changed)
    return Answer(
      envelope: .object(envelope), isTruncated: plain.isTruncated, escapesText: self == .escapedText)
  }
}

extension Distortion {
  /// A page of a list, and the list.
  private struct Page {
    let request: HTTPRequest
    let tikTok: SimulatedTikTok
    let number: Int
    let size: Int
    /// The member that has the id of a record, and the one that it is in.
    let id: (object: String?, name: String)?

    /// nil where the request is for no page.
    init?(of request: HTTPRequest, _ query: Query, by tikTok: SimulatedTikTok) {
      guard let number = query["page"].flatMap({ Int($0) }),
        let size = query["page_size"].flatMap({ Int($0) })
      else { return nil }
      self.request = request
      self.tikTok = tikTok
      self.number = number
      self.size = size
      if let level = ObjectLevel.allCases.first(where: { $0.path == query.path }) {
        id = (nil, level.id)
      } else {
        id = ObjectLevel.allCases.first { query["dimensions"]?.contains($0.id) == true }.map {
          ("dimensions", $0.id)
        }
      }
    }

    /// The same page with another number or size.
    func with(number: Int? = nil, size: Int? = nil) -> JSONObject? {
      var request = request
      request.url = request.url
        .replacing("page_size=\(self.size)", with: "page_size=\(min(self.size, size ?? .max))")
        .replacing("page=\(self.number)", with: "page=\(number ?? self.number)")
      return tikTok.answer(Query(request)).envelope["data"]?.object
    }

    /// All records; nil where they are too many for a page.
    private var records: [JSON]? {
      var request = request
      request.url = request.url.replacing("page_size=\(size)", with: "page_size=1000")
        .replacing("page=\(number)", with: "page=1")
      guard let data = tikTok.answer(Query(request)).envelope["data"], let list = data["list"]?.array,
        data["page_info"]?["total_number"]?.int == list.count
      else { return nil }
      return list
    }

    /// This page of other records.
    private func page(of records: [JSON]) -> JSONObject {
      page(with: Array(records.dropFirst((number - 1) * size).prefix(size)), of: records.count)
    }

    /// The page with these records, of so many in all.
    private func page(with records: [JSON], of count: Int) -> JSONObject {
      let info: JSON = [
        "page": .int(number), "page_size": .int(size), "total_number": .int(count),
        "total_page": .int((count + size - 1) / size),
      ]
      return ["list": .array(records), "page_info": info]
    }

    var repeatingRecord: JSONObject? {
      guard let records, number > 1, case let place = (number - 1) * size, place < records.count else {
        return nil
      }
      return page(of: Array(records[..<place]) + [records[place - 1]] + records[place...].dropLast())
    }

    func shuffled(_ random: Seeded) -> JSONObject? {
      var random = random
      return records.map { page(of: $0.shuffled(using: &random)) }
    }

    func withStrangers(_ first: Bool, _ last: Bool) -> JSONObject? {
      guard let records, let model = records.first else { return nil }
      let strangers = [first ? stranger(1, like: model) : nil, last ? stranger(2, like: model) : nil]
      guard let one = strangers.compactMap(\.self).first else { return nil }
      return page(of: (first ? [one] : []) + records + (last ? [strangers[1] ?? one] : []))
    }

    var withStrangerInside: JSONObject? {
      guard let records, let model = records.first, let stranger = stranger(3, like: model) else {
        return nil
      }
      let middle = records.count / 2
      return page(of: Array(records[..<middle]) + [stranger] + records[middle...])
    }

    var withoutLastRow: JSONObject? { records.map { page(of: Array($0.dropLast())) } }

    var endless: JSONObject? {
      // A list of large pages without end would take long.
      guard size <= 100, let records, let model = records.first, id != nil else { return nil }
      let places = (number - 1) * size..<number * size
      let list = places.map { $0 < records.count ? records[$0] : stranger($0, like: model) ?? .null }
      return page(with: list, of: max(records.count, places.upperBound + size))
    }

    /// A record of an object that the model does not know; nil where records have no object.
    private func stranger(_ number: Int, like record: JSON) -> JSON? {
      guard let id, var object = id.object.map({ record[$0]?.object }) ?? record.object else { return nil }
      object[id.name] = .string("\(9_000_000_000_000_000_000 + number)")
      guard let name = id.object else { return .object(object) }
      return record.object.map { .object($0.with(name, .object(object))) }
    }
  }
}

extension JSONObject {
  /// The same, whose `page_info` counts one record more; nil where it counts none.
  fileprivate var countingOneMore: JSONObject? {
    guard let info = self["page_info"]?.object, let total = info["total_number"]?.int else { return nil }
    return with("page_info", .object(info.with("total_number", .int(total + 1))))
  }

  fileprivate func with(_ name: String, _ value: JSON) -> JSONObject {
    var object = self
    object[name] = value
    return object
  }
}

extension JSON {
  fileprivate func mapped(_ change: (JSON) -> JSON) -> JSON {
    switch self {
    case .array(let items): change(.array(items.map { $0.mapped(change) }))
    case .object(let object):
      change(.object(JSONObject(object.members.map { .init($0.name, $0.value.mapped(change)) })))
    default: change(self)
    }
  }

  fileprivate var numbersAsText: JSON {
    mapped { value in if case .number(let number) = value { .string(number.text) } else { value } }
  }

  fileprivate var textAsNumbers: JSON {
    mapped { value in value.string.flatMap { JSONNumber($0) }.map { .number($0) } ?? value }
  }

  fileprivate var withUnknownMembers: JSON {
    mapped { value in
      value.object.map { .object($0.with("of_tomorrow", ["a": [1, nil, "\u{2028}\"\\"], "b": true])) }
        ?? value
    }
  }
}
