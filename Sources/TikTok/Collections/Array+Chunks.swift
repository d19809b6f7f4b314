extension Array {
  /// Its elements in as many runs as needed, each of at most `count` and of about the same length.
  func evenChunks(upTo count: Int) -> [[Element]] {
    guard !isEmpty else { return [] }
    let runs = (self.count + count - 1) / count
    return (0..<runs).map { run in Array(self[run * self.count / runs..<(run + 1) * self.count / runs]) }
  }

  /// Its elements in two runs, the second one the longer of an odd number; nil where there are fewer than two.
  var halves: [[Element]]? {
    count > 1 ? [Array(self[..<(count / 2)]), Array(self[(count / 2)...])] : nil
  }

  /// Its elements in runs of `count`, the last one perhaps shorter.
  func chunks(of count: Int) -> [[Element]] {
    stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
  }
}
