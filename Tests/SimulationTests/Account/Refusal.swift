import JSON

/// What TikTok answers instead of data (§4).
struct Refusal: Error {
  let code: Int
  let message: String

  init(_ code: Int, _ message: String) {
    self.code = code
    self.message = message
  }
}
