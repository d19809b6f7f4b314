/// What a message about an unknown name ends with.
/// - Parameters:
///   - name: as it was written.
///   - names: the existing ones.
/// - Returns: a sentence with a space before it, such as " Did you mean `ads`?"; empty when no name is near.
package func suggestion(for name: String, among names: some Sequence<String>) -> String {
  nearestName(to: name, among: names).map { " Did you mean `\($0)`?" } ?? ""
}

/// The one of `names` that `name` is probably a misspelling of: at most a few typing errors away.
/// - Parameters:
///   - name: as it was written.
///   - names: the existing ones.
/// - Returns: the nearest; the first of several; nil when none is near.
package func nearestName(to name: String, among names: some Sequence<String>) -> String? {
  let tolerance = max(1, name.count / 3)
  var nearest: (name: String, distance: Int)?
  for candidate in names {
    // The distance is at least this difference. It is compared first because `name` may be a text of any length.
    guard abs(name.utf8.count - candidate.utf8.count) <= tolerance else { continue }
    let distance = slips(from: name, to: candidate)
    guard distance <= tolerance, distance < candidate.count else { continue }
    if distance < nearest?.distance ?? .max { nearest = (candidate, distance) }
  }
  return nearest?.name
}

/// How many characters have to be typed, left out, replaced or swapped with their neighbour.
private func slips(from: String, to: String) -> Int {
  let (a, b) = (Array(from.utf8), Array(to.utf8))
  var before: [Int] = []
  var above = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var cost = min(above[j + 1] + 1, row[j] + 1, above[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
      row.append(cost)
    }
    (before, above) = (above, row)
  }
  return above[b.count]
}
