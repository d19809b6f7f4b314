extension [String] {
  /// A remark on each of the first 20 names, and one on how many more there are.
  func remarks(on name: (String) -> String) -> [String] {
    let most = 20
    let remarks = prefix(most).map(name)
    return count > most ? remarks + ["There are \(count - most) more of this kind."] : remarks
  }
}
