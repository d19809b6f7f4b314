import JSON

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
  let letters = folded(name)
  var nearest: (name: String, distance: Int)?
  for candidate in names {
    let others = folded(candidate)
    // The distance is at least this difference. It is compared first because `name` may be a text of any length.
    guard abs(letters.count - others.count) <= tolerance else { continue }
    let distance = slips(from: letters, to: others)
    guard distance <= tolerance, distance < candidate.count else { continue }
    if distance < nearest?.distance ?? .max { nearest = (candidate, distance) }
  }
  return nearest?.name
}

/// A name's bytes without what styles of writing differ in: capitals, and the characters between words.
private func folded(_ name: String) -> [UInt8] {
  name.utf8.compactMap { byte in
    [ASCII.underscore, ASCII.minus, ASCII.space].contains(byte) ? nil : ASCII.lowercased(byte)
  }
}

/// How many characters have to be typed, left out, replaced or swapped with their neighbour.
private func slips(from a: [UInt8], to b: [UInt8]) -> Int {
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
