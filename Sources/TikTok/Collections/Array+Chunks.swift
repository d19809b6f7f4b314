extension Array {
  /// Its elements in as few runs of at most `count` as possible, all of about the same length.
  func evenChunks(upTo count: Int) -> [[Element]] {
    guard !isEmpty else { return [] }
    let runs = (self.count + count - 1) / count
    return (0..<runs).map { run in Array(self[run * self.count / runs..<(run + 1) * self.count / runs]) }
  }

  /// Its elements in two runs, the second one longer if their number is odd; nil for fewer than two.
  var halves: [[Element]]? {
    count > 1 ? [Array(self[..<(count / 2)]), Array(self[(count / 2)...])] : nil
  }

  /// Its elements in runs of `count`, the last one possibly shorter.
  func chunks(of count: Int) -> [[Element]] {
    stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
  }
}
