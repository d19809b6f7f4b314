/// Counts the distinct keys of a list's records over several reads, by their hashes. They are in sorted arrays because
/// sets take three times the memory.
struct DistinctKeys {
  /// False once there were too many keys to keep.
  private(set) var areKept = true
  /// The keys of this read: in the order received until they are counted, then sorted, each once.
  private(set) var ofRead: [UInt64] = []
  /// The keys of earlier reads, sorted, each once.
  private var earlier: [UInt64] = []
  /// Where the pages of this read end; empty once the keys are sorted.
  private var ends: [Int] = []
  /// Repetitions of a key on one page. A page is a snapshot, so these are different records.
  private var twins = 0

  /// Whether the next read does not count these keys, because their records may have been deleted.
  private var isVoid = false

  mutating func begin() {
    earlier = isVoid ? [] : merged()
    (ofRead, ends, twins, isVoid) = ([], [], 0, false)
  }

  mutating func void() { isVoid = true }

  mutating func add(_ keys: [UInt64], upTo most: Int) {
    guard areKept else { return }
    if ofRead.count + keys.count > most {
      (areKept, ofRead, earlier, ends) = (false, [], [], [])
      return
    }
    ofRead.append(contentsOf: keys)
    ends.append(ofRead.count)
  }

  /// The number of distinct records of this read.
  var countOfRead: Int {
    mutating get {
      sort()
      return ofRead.count + twins
    }
  }

  /// The number of distinct records of all reads.
  var count: Int {
    mutating get { earlier.isEmpty ? countOfRead : merged().count + twins }
  }

  /// How many of the keys this read does not have.
  func unknown(_ keys: [UInt64]) -> Int { areKept ? Set(keys).subtracting(ofRead).count : 0 }

  private mutating func sort() {
    guard ends.count > 0 else { return }
    let sorted = ofRead.sortedOnce()
    if sorted.count < ofRead.count {
      var start = 0
      for end in ends {
        twins += end - start - Set(ofRead[start..<end]).count
        start = end
      }
    }
    (ofRead, ends) = (sorted, [])
  }

  private mutating func merged() -> [UInt64] {
    sort()
    return earlier.isEmpty ? ofRead : (earlier + ofRead).sortedOnce()
  }
}

extension [UInt64] {
  /// The elements, sorted, each once.
  fileprivate func sortedOnce() -> [UInt64] {
    var row = sorted()
    var count = 0
    for place in row.indices where count == 0 || row[place] != row[count - 1] {
      row[count] = row[place]
      count += 1
    }
    row.removeLast(row.count - count)
    return row
  }
}
