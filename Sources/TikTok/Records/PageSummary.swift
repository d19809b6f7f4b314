import JSON

/// What a page said besides its records.
struct PageSummary: Sendable, Equatable {
  /// Records in the response.
  var records = 0
  /// Record lines written: those that the cursor did not rule out.
  var emitted = 0
  /// `page_info` (§1 of the fact sheet); nil where the endpoint, or this answer, has none.
  var pageInfo: PageInfo?
  /// Where a page is one of several requests for the same rows: what each of them tells, by its place.
  var parts: [Int: Count] = [:]
  /// Records that have no cursor of their own.
  var undated = 0
  /// The largest cursor of all records, `YYYY-MM-DDTHH:MM:SS`; empty when there is none.
  var newestCursor = ""
  /// TikTok's word that it left rows out of the answer; nil mostly.
  var truncation: String?
  /// Hashes of the records' keys, of those that the cursor rules out as well, where they were asked for.
  var keys: [UInt64] = []
  /// Where each record lies in the output, where that was asked for.
  var rows: PageRows?
  /// Fields whose values did not fit their type, with an example of each.
  var misfits: [Misfit] = []
  /// Names of members that the schema does not have, each once, wherever they stand.
  var unknownFields: [String] = []

  /// What a page tells of how many records its list has.
  struct Count: Sendable, Equatable {
    /// The records that the list has in all; nil where that is not told.
    var total: Int?
    /// Those of the page.
    var records: Int
    /// Hashes of their keys, where they were asked for.
    var keys: [UInt64]
  }

  /// By request.
  var counts: [Int: Count] {
    parts.isEmpty ? [0: Count(total: pageInfo?.totalNumber, records: records, keys: keys)] : parts
  }

  /// Takes in what the page of another request for the same rows says.
  mutating func add(pageOf other: PageSummary) {
    truncation = truncation ?? other.truncation
    let pages = max(pageInfo?.totalPages ?? 0, other.pageInfo?.totalPages ?? 0)
    pageInfo?.totalPages = pages
  }

  /// Takes in what a further page of the same request says.
  mutating func take(_ page: PageSummary) {
    newestCursor = max(newestCursor, page.newestCursor)
    undated += page.undated
    truncation = truncation ?? page.truncation
  }

  struct PageInfo: Sendable, Equatable {
    var page = 0
    var pageSize = 0
    /// nil where it is not told.
    var totalNumber: Int?
    var totalPages = 0

    /// What cannot be of a page of so many records, whose number in its list is `page`; nil where all fits together.
    /// Such an answer is cut, or wrong.
    func contradiction(records: Int, onPage page: Int) -> String? {
      let counted = totalNumber ?? 0
      if records == 0, page <= max(1, totalPages), counted > 0 {
        return "page \(page) of \(max(1, totalPages)) lists nothing, although \(counted) records are counted"
      }
      // The first page is full where there are more. Twice as many pages as that makes are more than any rounding.
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
    /// The value's beginning.
    let example: String
  }
}
