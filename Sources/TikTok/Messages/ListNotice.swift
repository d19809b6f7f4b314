import Connector

/// What users read about lists and reports that do not come as they are counted or as they were asked for.
enum ListNotice {
  /// Records beyond those that TikTok returns of a list.
  static func outOfReach(_ count: Int, _ reach: Int, stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): TikTok returns only the first \(reach) of \(count) records."
  }

  /// A list that may have more records than TikTok ever lists.
  static func atLimit(_ count: Int, _ limit: Int, stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): TikTok lists only the \(limit) records that changed last, and counts \(count). If the "
      + "account has more, they are missing until they change. Read the stream incrementally, so that your destination keeps "
      + "records that TikTok no longer lists."
  }

  /// A list that does not come in the order that was asked for.
  static func unsorted(stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): TikTok was asked for the newest changes first, but records come in another order or "
      + "without a time of change. So incremental reads go through all of them."
  }

  /// A list that cannot be read in the order of changes.
  static func orderRefused(_ error: APIError, stream: StreamName) -> String {
    "Stream `\(stream)`: the list cannot be read with the newest changes first, so all records are read (\(error))."
  }

  /// A list whose records differ from TikTok's count in every read.
  static func countMismatch(_ difference: PaginationCheck.Difference, stream: StreamName, slice: Slice)
    -> String
  {
    "Stream `\(stream)` (\(slice)): TikTok counts \(difference.counted) records but lists \(difference.listed), in each of "
      + "\(PaginationCheck.agreeingReads) reads. All listed records have been read; if records are missing in your destination, "
      + "compare with TikTok Ads Manager."
  }

  /// Records with the key of another one of the same list.
  static func equalKeys(_ count: Int, stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): TikTok lists records whose key came before in the same answer: \(count). All have been "
      + "read, but a destination that removes duplicates keeps one of each key."
  }

  /// A list that lacks records that requests for parts of it returned.
  static func incompleteList(lacking count: Int, stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): TikTok lists records by type that are not in its list of all types: \(count). All listed "
      + "records have been read, but some that TikTok lists only without a type may be missing. Read the stream again."
  }

  /// The same for a list in which objects are looked up.
  static func countMismatch(_ difference: PaginationCheck.Difference, _ request: APIRequest) -> String {
    "TikTok counts \(difference.counted) objects of advertiser \(request["advertiser_id"] ?? "") in `\(request.path)` but "
      + "lists \(difference.listed), in each of \(PaginationCheck.agreeingReads) reads. Streams that use this list read only the "
      + "listed objects."
  }

  /// Rows that only some of the requests for their metrics return.
  static func incompleteRows(_ count: Int, stream: StreamName, slice: Slice) -> String {
    "Stream `\(stream)` (\(slice)): the metrics were read in several requests, whose answers had different rows in each of "
      + "\(PaginationCheck.agreeingReads) reads. Rows that lack the metrics of some answers: \(count)."
  }
}
