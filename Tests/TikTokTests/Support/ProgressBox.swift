import Connector

@testable import TikTok

/// A ``StreamProgress`` whose mutating methods can be called inside an expectation.
final class ProgressBox {
  private var progress: StreamProgress

  init(_ progress: StreamProgress) { self.progress = progress }

  var bookmark: Bookmark? { progress.bookmark }
  var isEmpty: Bool { progress.isEmpty }
  var outcome: StreamProgress.Outcome { progress.outcome }

  /// The day of an account's cursor.
  func day(_ account: Int) -> CalendarDay? { bookmark?.cursor(of: .make(account))?.day }
  /// The time of an account's cursor.
  func time(_ account: Int) -> UTCTime? { bookmark?.cursor(of: .make(account))?.time }

  func next() -> Slice? { progress.next() }

  /// The next `count` slices, or all that remain.
  func schedule(_ count: Int = .max) -> [Slice] {
    var slices: [Slice] = []
    while slices.count < count, let slice = next() { slices.append(slice) }
    return slices
  }

  func isWanted(_ slice: Slice) -> Bool { progress.isWanted(slice) }
  func position(of slice: Slice) -> Position { progress.position(of: slice) }
  func advance(past slice: Slice, newest: UTCTime? = nil) -> Bool {
    progress.advance(past: slice, newest: newest)
  }
  func refuse(_ slice: Slice, _ error: APIError) -> Bool { progress.refuse(slice, error) }
  func fail(_ failure: SourceFailure, in slice: Slice, sparesOthers: Bool = true) {
    progress.fail(failure, in: slice, sparesOthers: sparesOthers)
  }
  func finish(_ slice: Slice) -> Bool { progress.finish(slice) }
}
