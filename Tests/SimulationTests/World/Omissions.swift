/// The parts that a smaller world is without, by their names, as in `WITHOUT=account-2,stream-ads,deaths`.
///
/// | name | part |
/// |---|---|
/// | `sync-2`, `run-2.1` | the second sync, its first run |
/// | `faults`, `faults-2.1`, `faults-lost` | the faults of all requests, of a run, of a kind |
/// | `faults-2.1-from-7`, `fault-2.1-7` | the faults of a run from its eighth request on, that of its eighth request |
/// | `deaths`, `death-2.1` | the early ends of all runs, of a run |
/// | `account-2`, `campaign-2.3`, `adgroup-2.3`, `ad-2.3` | an account, one of its objects and what is below it |
/// | `shop-2.1`, `smartplus-2.1`, `portfolios-2` | what else the account has |
/// | `limit`, `refused-columns` | the highest number of objects in a report, what TikTok refuses although it documents it |
/// | `stream-ads`, `option-page_size`, `days-12` | what is read: a stream, a member of the configuration, the first days |
/// | `refresh-ads`, `wide-ads` | that the stream is read from the start by each sync, that it has many metrics |
struct Omissions: Sendable, Equatable, CustomStringConvertible {
  /// A name that no part has.
  struct UnknownPart: Error, CustomStringConvertible {
    let name: String
    var description: String { "WITHOUT: there is no part \(name)" }
  }

  private(set) var names: [String] = []

  static let none = Omissions()

  private init() {}

  /// Reads what ``description`` has written.
  init(_ text: String) throws(UnknownPart) {
    for name in text.split(separator: ",").map(String.init) {
      guard Self.isKnown(name) else { throw UnknownPart(name: name) }
      self = adding(name)
    }
  }

  var description: String { names.joined(separator: ",") }

  func has(_ name: String) -> Bool { !names.isEmpty && names.contains(name) }

  /// The number that follows `prefix` in a name.
  func number(after prefix: String) -> Int? {
    names.lazy.compactMap { $0.hasPrefix(prefix) ? Int($0.dropFirst(prefix.count)) : nil }.first
  }

  /// Whether a fault does not happen.
  func hasFault(_ fault: Fate, ofRequest number: Int, in run: String) -> Bool {
    guard !names.isEmpty else { return false }
    return has("faults-\(fault.kind)") || has("fault-\(run)-\(number)")
      || self.number(after: "faults-\(run)-from-").map { number >= $0 } ?? false
  }

  /// With one more part. A number takes the place of an earlier one with the same meaning.
  func adding(_ name: String) -> Omissions {
    var others = self
    if let end = name.firstRange(of: #/^(days|.*-from)-/#)?.upperBound {
      others.names.removeAll { $0.hasPrefix(name[..<end]) }
    }
    others.names.append(name)
    return others
  }

  func removing(_ name: String) -> Omissions {
    var others = self
    others.names.removeAll { $0 == name }
    return others
  }

  private static func isKnown(_ name: String) -> Bool {
    name.wholeMatch(
      of:
        #/deaths|limit|refused-columns|(sync|account|days|portfolios)-\d+|(run|death|campaign|adgroup|ad|shop|smartplus)-\d+\.\d+|(stream|option|refresh|wide)-\w+|faults(-[a-zA-Z]+|-\d+\.\d+(-from-\d+)?)?|fault-\d+\.\d+-\d+/#
    ) != nil
  }
}
