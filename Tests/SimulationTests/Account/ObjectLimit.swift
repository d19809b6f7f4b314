/// How many objects a report has at most, and what becomes of one that would have more (§3.3).
struct ObjectLimit: Sendable {
  enum Excess: Sendable {
    /// The newest objects are there, and a header says so.
    case truncated
    /// The report is refused with 40067.
    case refused
  }

  let count: Int
  let excess: Excess

  static let none = ObjectLimit(count: .max, excess: .truncated)

  /// The header of a truncated report.
  static let header = (name: "X-Tt-Ads-Throttle", value: "Number of ad ids is equal or more than 20k")
}
