/// Counts the distinct keys of a list's records over several reads, by their hashes. They are in sorted arrays because
/// sets take three times the memory.
struct DistinctKeys {
  /// False once there were too many keys to keep.
  private(set) var areKept = true
  /// The keys of this read: in the order received until they are counted, then sorted, each once. Equal keys of one page
  /// are numbered, so that they differ.
  private(set) var ofRead: [UInt64] = []
  /// The keys of earlier reads, sorted, each once.
  private var earlier: [UInt64] = []
  private var isSorted = true
  /// Whether the next read does not count these keys, because their records may have been deleted.
  private var isVoid = false

  mutating func begin() {
    earlier = isVoid ? [] : merged()
    (ofRead, isSorted, isVoid) = ([], true, false)
  }

  mutating func void() { isVoid = true }

  mutating func add(_ keys: [UInt64], upTo most: Int) {
    guard areKept else { return }
    if ofRead.count + keys.count > most {
      (areKept, ofRead, earlier, isSorted) = (false, [], [], true)
      return
    }
    ofRead.append(contentsOf: keys)
    isSorted = false
  }

  /// The number of distinct records of this read.
  var countOfRead: Int {
    mutating get {
      sort()
      return ofRead.count
    }
  }

  /// The number of distinct records of all reads.
  var count: Int {
    mutating get { earlier.isEmpty ? countOfRead : merged().count }
  }

  /// How many of the keys this read does not have.
  func unknown(_ keys: [UInt64]) -> Int { areKept ? Set(keys).subtracting(ofRead).count : 0 }

  private mutating func sort() {
    guard !isSorted else { return }
    (ofRead, isSorted) = (ofRead.sortedOnce(), true)
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
