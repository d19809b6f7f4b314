extension [String] {
  /// A remark on each of the names, as far as somebody reads them, and how many there are beyond.
  func remarks(on name: (String) -> String) -> [String] {
    let most = 20
    let remarks = prefix(most).map(name)
    return count > most ? remarks + ["There are \(count - most) more of this kind."] : remarks
  }
}
