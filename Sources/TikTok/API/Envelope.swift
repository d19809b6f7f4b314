/// The members around `data` in every answer (§1 of the fact sheet).
struct Envelope: Error, Sendable, Equatable {
  /// 0 for success; §4 of the fact sheet lists the others.
  var code: Int
  var message: String
  var requestID: String

  init(code: Int, message: String = "", requestID: String = "") {
    self.code = code
    self.message = message
    self.requestID = requestID
  }
}
