/// The hashes of the keys of a list's records, in rows and not in sets, which would take three times the memory.
struct DistinctKeys {
  /// Whether there were not too many.
  private(set) var areKept = true
  /// Of this read: as they came, and each once and in order from when they are counted on.
  private(set) var ofRead: [UInt64] = []
  /// Of earlier reads, each once and in order.
  private var earlier: [UInt64] = []
  /// Where the pages of this read end, as long as its keys are as they came.
  private var ends: [Int] = []
  /// Keys that their own page has once more. A page is of one moment: they are of records of their own.
  private var twins = 0

  /// What was met so far is not to be counted with what the next read meets: it may be gone.
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

  /// How many records of this read there are.
  var countOfRead: Int {
    mutating get {
      sort()
      return ofRead.count + twins
    }
  }

  /// How many records there are.
  var count: Int {
    mutating get { earlier.isEmpty ? countOfRead : merged().count + twins }
  }

  /// How many of the keys are none of this read.
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
  /// Its elements in order, each once.
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
