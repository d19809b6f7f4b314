import Connector
import HTTP
import JSON

/// A capture of a run's exchanges, which its user can send to those who look for a fault.
struct Capture: Sendable {
  private let log: any ExchangeLog
  /// The user's configuration as it is written.
  private let document: JSON
  private let pseudonyms = Pseudonyms()

  init(_ log: any ExchangeLog, of document: JSON) {
    self.log = log
    self.document = document
  }

  /// Writes the first line.
  /// - Parameters:
  ///   - configuration: the document's, read.
  ///   - variables: the process's environment, which the document may refer to.
  ///   - header: makes the line's content of the document.
  /// - Returns: what records the exchanges behind it.
  func begin(
    _ configuration: Configuration, variables: [String: String], header: (JSON) -> CaptureHeader
  ) -> ExchangeRecorder {
    let anonymizer = Anonymizer(
      pseudonyms, secrets: configuration.credentials.secrets + configuration.credentials.keys,
      ownStreams: Set(configuration.customReports.map(\.name)))
    let document = (try? document.resolvingReferences(in: variables)) ?? document
    log.append(header(document).line(by: anonymizer))
    return ExchangeRecorder(log, by: anonymizer, relativeTo: configuration.baseURL)
  }
}

extension Credentials {
  /// What is not secret, but tells whose app it is.
  fileprivate var keys: [String] {
    if case .oauth(let appID, _, _) = self { [appID] } else { [] }
  }
}
