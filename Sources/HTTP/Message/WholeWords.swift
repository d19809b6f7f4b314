extension String {
  /// The text's beginning, cut between words: no secret contains white space, so none is cut in two and then not
  /// recognised.
  ///
  /// - Parameter limit: The most characters to keep.
  /// - Returns: The text itself when it is no longer than that.
  package func wholeWords(upTo limit: Int) -> String {
    guard let end = index(startIndex, offsetBy: limit, limitedBy: endIndex), end < endIndex else {
      return self
    }
    let kept = self[...end].lastIndex(where: \.isWhitespace) ?? startIndex
    return self[..<kept] + "…"
  }
}
