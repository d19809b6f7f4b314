/// Counts how often each key comes on a page. A page is a snapshot, so records with the same key are different ones,
/// which are told apart by their order.
struct KeyOccurrences: ~Copyable {
  /// The hashes so far, with open addressing; 0 for an empty slot.
  private var slots = FixedBuffer<UInt64>(repeating: 0, count: 256)
  private var filled = 0
  /// How often the keys have come again that have.
  private var repeated: [UInt64: Int] = [:]

  /// Notes a key, by its hash. Returns how often it has come before.
  mutating func note(_ hash: UInt64) -> Int {
    let hash = hash == 0 ? 1 : hash
    if filled &* 2 > slots.count { grow() }
    let slot = slot(of: hash)
    guard slots[slot] == 0 else {
      repeated[hash, default: 0] += 1
      return repeated[hash, default: 1]
    }
    slots[slot] = hash
    filled &+= 1
    return 0
  }

  /// The slot that has the hash, or else the empty one for it. There is one, because half of the slots are empty.
  private func slot(of hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash ^ (hash &>> 32)) & (slots.count &- 1)
    while slots[slot] != 0, slots[slot] != hash { slot = (slot &+ 1) & (slots.count &- 1) }
    return slot
  }

  private mutating func grow() {
    let hashes = slots.indices.map { slots[$0] }
    slots = FixedBuffer(repeating: 0, count: slots.count * 2)
    for hash in hashes where hash != 0 { slots[slot(of: hash)] = hash }
  }
}
