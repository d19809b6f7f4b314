extension String {
  /// The text with as many fillers as it lacks of a column's width.
  func padded(to width: Int, with filler: Character = " ", atEnd: Bool = true) -> String {
    let fill = String(repeating: filler, count: Swift.max(0, width - count))
    return atEnd ? self + fill : fill + self
  }
}
