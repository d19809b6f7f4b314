import Connector
import JSON

/// What a page contains apart from its records.
struct PageSummary: Sendable, Equatable {
  /// Records in the response.
  var records = 0
  /// Record lines written: the records that were not left out.
  var emitted = 0
  /// `page_info` (§1 of the fact sheet); nil if the answer has none.
  var pageInfo: PageInfo?
  /// `page_size` of the answer, which may be less than was asked for; nil if the answer does not say.
  var pageSize: Int?
  /// If several requests ask for the same rows: the count of each request, by its number.
  var parts: [Int: Count] = [:]
  /// Records that have no cursor of their own.
  var undated = 0
  /// The largest cursor of all records, `YYYY-MM-DDTHH:MM:SS`; empty if there is none.
  var newestCursor = ""
  /// The cursor of the last record that has one, and the number of records that are newer than the one before; only
  /// where the API sorts by it.
  var lastCursor = ""
  var disordered = 0
  /// What TikTok says about rows that it left out of the answer; usually nil.
  var truncation: String?
  /// Hashes of the keys of all records, if requested; also of those that the cursor leaves out. Equal keys are numbered.
  var keys: [UInt64] = []
  /// Records whose key an earlier record of the same page has, if keys or rows are requested.
  var repeatedKeys = 0
  /// Where each record lies in the output, if requested.
  var rows: PageRows?
  /// Fields whose values fit neither their type nor JSON, with an example of each.
  var misfits: [Misfit] = []
  /// Names of members that the schema does not have, each once, at any depth.
  var unknownFields: [String] = []

  /// How many records a list has according to one page.
  struct Count: Sendable, Equatable {
    /// The number of records in the whole list; nil if the page does not say.
    var total: Int?
    /// The number of records on the page.
    var records: Int
    /// Hashes of their keys, if requested.
    var keys: [UInt64]
  }

  /// The counts by request.
  var counts: [Int: Count] {
    parts.isEmpty ? [0: Count(total: pageInfo?.totalNumber, records: records, keys: keys)] : parts
  }

  /// Adds the summary of a page of another request for the same rows.
  mutating func add(pageOf other: PageSummary) {
    truncation = truncation ?? other.truncation
    let pages = max(pageInfo?.totalPages ?? 0, other.pageInfo?.totalPages ?? 0)
    pageInfo?.totalPages = pages
    repeatedKeys = max(repeatedKeys, other.repeatedKeys)
  }

  /// Adds the summary of another page of the same request.
  mutating func take(_ page: PageSummary) {
    newestCursor = max(newestCursor, page.newestCursor)
    undated += page.undated
    disordered += page.disordered
    repeatedKeys += page.repeatedKeys
    truncation = truncation ?? page.truncation
  }

  struct PageInfo: Sendable, Equatable {
    /// nil if the API does not say.
    var totalNumber: Int?
    var totalPages = 0

    /// What contradicts a page with that many records and that number in its list; nil if everything agrees. An answer
    /// with a contradiction is truncated or wrong.
    func contradiction(records: Int, onPage page: Int) -> String? {
      let counted = totalNumber ?? 0
      if records == 0, page <= max(1, totalPages), counted > 0 {
        return "page \(page) of \(max(1, totalPages)) lists nothing, although \(counted) records are counted"
      }
      // If there are more pages, the first one is full. Rounding cannot explain twice the number of pages that follows.
      let needed = max(1, (counted + max(1, records) - 1) / max(1, records))
      if page == 1, records > 0, totalNumber != nil, totalPages > 2 * needed {
        return
          "it says that there are \(totalPages) pages, although \(counted) records are counted and \(records) are listed"
      }
      return nil
    }
  }

  struct Misfit: Sendable, Equatable {
    let field: String
    var change = RecordChange.Kind.nulled
    /// The beginning of the value.
    let example: String
  }
}
