extension Collection<String> {
  /// The element that `name` is probably a misspelling of; nil when none is near.
  func nearest(to name: String) -> String? {
    let ranked = map { (element: $0, distance: $0.editDistance(to: name)) }
    let best = ranked.min { $0.distance < $1.distance }
    guard let best, best.distance <= Swift.max(2, name.utf8.count / 3) else { return nil }
    return best.element
  }
}

extension String {
  /// How many bytes must be inserted, deleted or replaced to make `other` of this text (Levenshtein).
  fileprivate func editDistance(to other: String) -> Int {
    let target = Array(other.utf8)
    var row = Array(0...target.count)
    for (i, byte) in utf8.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in target.indices {
        let replaced = diagonal + (byte == target[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[target.count]
  }
}
