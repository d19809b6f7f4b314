import Connector
import HTTP

/// Writes exchanges into a capture, one at a time, so that no more than one is in memory in both forms.
actor ExchangeRecorder {
  private let log: any ExchangeLog
  private let anonymizer: Anonymizer
  private let base: BaseURL

  /// - Parameters:
  ///   - log: where the lines go.
  ///   - anonymizer: of the whole capture.
  ///   - base: the address of the API.
  init(_ log: any ExchangeLog, by anonymizer: Anonymizer, relativeTo base: BaseURL) {
    self.log = log
    self.anonymizer = anonymizer
    self.base = base
  }

  func record(_ exchange: Exchange) { log.append(exchange.line(by: anonymizer, relativeTo: base)) }
}
