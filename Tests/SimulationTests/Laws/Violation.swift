/// A law that a world has broken.
struct Violation: Error {
  let text: String

  init(_ text: String) { self.text = text }

  /// - Throws: a violation if the law does not hold.
  static func unless(_ holds: Bool, _ text: @autoclosure () -> String) throws(Violation) {
    if !holds { throw Violation(text()) }
  }
}
