/// The body of the response that is coming in: decompressed, counted against the limit, and kept in storage of
/// the pool.
struct BodyReceiver {
  private let pool: BodyPool
  private let limit: Int
  private var storage: [UInt8] = []
  /// Only while a compressed body comes in: it takes 100 kB, and most transfers wait.
  private var inflater: Inflater?
  private var coding = Coding.identity
  private(set) var isEmpty = true
  /// Why the receiver refuses further bytes; nil while it does not.
  private(set) var failure: HTTPError.Kind?
  private(set) var failureDetail = ""

  private enum Coding { case identity, gzip }

  /// What a body of unknown size begins with.
  private static let firstReservation = 256 << 10

  init(pool: BodyPool, limit: Int) {
    self.pool = pool
    self.limit = limit
  }

  /// Prepares for a new response. It has no storage until that begins, because waiting takes most of the time.
  mutating func begin() {
    storage = []
    coding = .identity
    isEmpty = true
    failure = nil
    failureDetail = ""
  }

  /// Prepares for the body that the headers announce, before its first byte.
  ///
  /// - Parameters:
  ///   - contentLength: Bytes on the wire; negative when unknown.
  ///   - contentEncoding: The header's value, nil without one.
  mutating func expect(contentLength: Int, contentEncoding: String?) {
    isEmpty = false
    storage = pool.take()
    switch contentEncoding?.lowercased() {
    case nil, "", "identity": coding = .identity
    case "gzip", "x-gzip": startInflating()
    case let other?: refuse(.badContentEncoding, "unasked-for content encoding \(other)")
    }
    guard failure == nil else { return }
    if coding == .gzip || contentLength < 0 {
      storage.reserveCapacity(min(Self.firstReservation, limit))
    } else if contentLength > limit {
      refuse(.tooLarge(limit: limit), "\(contentLength) bytes announced")
    } else {
      storage.reserveCapacity(contentLength)
    }
  }

  /// Takes the next bytes of the response. False if the transfer must be given up; ``failure`` says why.
  mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard failure == nil else { return false }
    switch coding {
    case .identity:
      if storage.count + bytes.count > limit {
        refuse(.tooLarge(limit: limit), "")
      } else {
        storage.append(contentsOf: bytes)
      }
    case .gzip:
      do throws(Inflater.Failure) {
        try inflater?.inflate(bytes, into: &storage, limit: limit)
      } catch {
        switch error {
        case .tooLarge: refuse(.tooLarge(limit: limit), "")
        case .corrupt(let reason): refuse(.badContentEncoding, reason)
        }
      }
    }
    return failure == nil
  }

  /// The whole body, after its last byte; nil if the compressed stream is incomplete.
  mutating func finish() -> ResponseBody? {
    if coding == .gzip, inflater?.isComplete != true { return nil }
    let body = ResponseBody(storage, pool: pool)
    storage = []
    inflater = nil
    return body
  }

  /// Gives the storage back without a body.
  mutating func abandon() {
    pool.put(storage)
    storage = []
    inflater = nil
  }

  private mutating func startInflating() {
    coding = .gzip
    inflater = Inflater()
    if inflater == nil { refuse(.other, "no memory to decompress") }
  }

  private mutating func refuse(_ kind: HTTPError.Kind, _ detail: String) {
    failure = kind
    failureDetail = detail
  }
}
