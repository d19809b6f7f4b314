/// A law that a world has broken.
struct Violation: Error {
  let text: String

  init(_ text: String) { self.text = text }

  /// The law in its words, without what differs from world to world: streams, ids, numbers and addresses.
  var law: String {
    text.replacing(#/^\w+( \d+)?: /#, with: "").replacing(#/https?:\S*/#, with: "…")
      .replacing(#/[\[{].*/#, with: "…").replacing(#/\d[\d.:-]*( \d\d:\d\d:\d\d)?/#, with: "…")
  }

  /// - Throws: a violation if the law does not hold.
  static func unless(_ holds: Bool, _ text: @autoclosure () -> String) throws(Violation) {
    if !holds { throw Violation(text()) }
  }
}
