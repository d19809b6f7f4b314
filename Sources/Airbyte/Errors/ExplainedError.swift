/// An error that the user can fix, with a text that says what is wrong and what to do.
protocol ExplainedError: Error {
  /// Whole sentences, without any content of a file.
  var message: String { get }
}
