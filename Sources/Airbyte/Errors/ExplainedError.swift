/// An error that its user can mend, with the text for them: what is wrong and what to do about it.
protocol ExplainedError: Error {
  /// Whole sentences, without any content of a file.
  var message: String { get }
}
