import TestSupport

/// What TikTok does to its answers during a whole run.
enum Habit: Sendable, Equatable {
  case none
  /// All answers of some endpoints are odd.
  case always(Distortion, of: String)
  /// Lists of some endpoints change after so many requests: from one distortion to another.
  case change(from: Distortion?, to: Distortion?, after: Int, of: String)

  private static let harmless: [Distortion] = [
    .cappedPages(3), .cappedPages(10), .cappedPages(10), .textForNumbers, .numbersForText, .unknownMembers,
    .escapedText,
  ]
  private static let harmful: [Distortion] = [
    .nullList, .noTotals, .noPageInfo, .firstPage, .shuffled(0), .endless, .lacksRowWithoutSpend,
  ]

  init(_ random: inout Seeded) {
    let path = random.one(of: ["", "", "report/", "campaign/get", "adgroup/get", "ad/get"])
    switch random.below(16) {
    case 0, 1: self = .always(random.one(of: Self.harmless), of: path)
    case 2: self = .always(random.one(of: Self.harmful), of: path)
    case 3, 4:
      let first = Distortion.strangers(first: true, last: false)
      let last = Distortion.strangers(first: false, last: true)
      // One that goes from the middle as another one comes at the end changes neither the count nor the first page, and
      // only a second read of everything could tell.
      let (old, new) = random.one(of: [
        (first, nil), (nil, first), (first, last), (.strangerInside, nil),
      ])
      self = .change(from: old, to: new, after: 2 + random.magnitude(upTo: 60), of: path)
    // The lists of one account only: what is wrong with them must not excuse those of others.
    case 5: self = .always(.countsOneMore, of: Self.firstAccount)
    default: self = .none
    }
  }

  /// In the requests of many endpoints the account comes first.
  private static let firstAccount = "get/?advertiser_id=7000000000000000001&"

  /// What happens to the answer to a request of that number; nil for nothing.
  func distortion(of url: String, number: Int) -> Distortion? {
    switch self {
    case .none: nil
    case .always(let distortion, let path): url.contains("/" + path) ? distortion : nil
    case .change(let old, let new, let count, let path):
      url.contains("/" + path) ? (number < count ? old : new) : nil
    }
  }
}
