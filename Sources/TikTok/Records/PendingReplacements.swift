import Connector
import JSON

/// What ``PortableJSON`` has replaced in a page, until the members that it belongs to have been scanned.
struct PendingReplacements: Sendable {
  private let all: [PortableJSON.Replacement]
  /// The first that is not behind.
  private var next = 0

  /// - Parameter all: in the order of the page.
  init(_ all: [PortableJSON.Replacement] = []) { self.all = all }

  /// Whether nothing was replaced in the whole page.
  var isEmpty: Bool { all.isEmpty }

  /// The next ones, up to the end of `range`, without those before it, which were in members that are not written.
  mutating func take(_ range: Range<Int>) -> [PortableJSON.Replacement] {
    var taken: [PortableJSON.Replacement] = []
    while next < all.count, all[next].offset < range.upperBound {
      if all[next].offset >= range.lowerBound { taken.append(all[next]) }
      next += 1
    }
    return taken
  }
}

extension PortableJSON.Replacement {
  /// What the change of a record says about it.
  var change: RecordChange.Kind {
    switch kind {
    case .loneSurrogate: .truncated
    case .infiniteNumber: .nulled
    }
  }
}
