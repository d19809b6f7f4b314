/// How an answer is divided into pages. An integer literal stands for ``pages(_:reach:)`` of that size.
enum Paging: Sendable, Hashable {
  /// Not at all.
  case none
  /// Pages of at most so many records. The first page says how many records there are. If there are more than
  /// `reach`, TikTok returns none.
  case pages(Int, reach: Int? = nil)
  /// Pages of at most so many records that may not say how many there are. The last page is not full.
  case unannouncedPages(Int)
  /// As ``unannouncedPages(_:)``, but what pages say of the number of records is wrong.
  case miscountedPages(Int)

  /// The most records of a page; nil without pages.
  var size: Int? {
    switch self {
    case .none: nil
    case .pages(let size, _), .unannouncedPages(let size), .miscountedPages(let size): size
    }
  }

  /// Whether pages say how many records there are.
  var isCounted: Bool { if case .pages = self { true } else { false } }

  /// Whether pages may say how many records there are, but are wrong.
  var isMiscounted: Bool { if case .miscountedPages = self { true } else { false } }
}

extension Paging: ExpressibleByIntegerLiteral {
  init(integerLiteral size: Int) { self = .pages(size) }
}
