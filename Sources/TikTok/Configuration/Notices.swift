import Connector

extension [String] {
  /// A warning about each of the names, up to a number that a person reads, and how many more there are.
  func warnings(_ text: (String) -> String) -> [Notice] {
    let most = 20
    let notices = prefix(most).map { Notice(.warning, text($0)) }
    return count > most
      ? notices + [Notice(.warning, "There are \(count - most) more of this kind.")] : notices
  }
}
