package import JSON

/// A system that records are read from, as the protocol's side sees it. The two sides of the program share only this
/// module: the protocol does not know TikTok, and TikTok does not know the protocol.
package protocol Source: Sendable {
  /// The source's configuration, validated and with its secrets resolved.
  associatedtype Configuration: Sendable

  /// Name and version, the same everywhere: User-Agent, image labels, `--version`.
  var identity: SourceIdentity { get }

  /// What `spec` prints: `documentationUrl`, `connectionSpecification`, `advanced_auth` …
  var specification: JSON { get }

  /// Validates a configuration document, without any request.
  /// - Throws: `SourceFailure` of kind `configuration` that names the field, its problem and the remedy.
  func configuration(from document: JSON) throws(SourceFailure) -> Configuration

  /// The texts of `configuration` that must never be shown: they are blanked out of every message.
  func secrets(of configuration: Configuration) -> [String]

  /// Tests what a read needs, step by step.
  /// - Throws: `SourceFailure` whose message names the step that failed and the remedy.
  func check(_ configuration: Configuration, log: any Log) async throws

  /// The streams that this configuration offers, in a fixed order, without any request.
  func streams(for configuration: Configuration) -> [StreamDescription]

  /// Reads the requested streams into `sink`. A stream that fails is reported to the sink, and the others are read
  /// completely.
  /// - Throws: `SourceFailure` for what concerns every stream; `CancellationError`; what the sink throws.
  func read(
    _ streams: [StreamRequest], with configuration: Configuration, into sink: any RecordSink
  ) async throws

  /// The source that also records what it exchanges while it checks or reads.
  /// - Parameters:
  ///   - document: the configuration document.
  ///   - log: takes the lines, of which the first says what is run.
  /// - Returns: a source with the same streams.
  func recording(exchangesWith document: JSON, in log: any ExchangeLog) -> Self
}

extension Source {
  /// The same for a source that has nothing to record.
  package func recording(exchangesWith document: JSON, in log: any ExchangeLog) -> Self { self }
}

/// Who the source is.
package struct SourceIdentity: Sendable, Equatable {
  /// The name of the executable and the image.
  package let name: String
  /// Semantic version.
  package let version: String

  package init(name: String, version: String) {
    self.name = name
    self.version = version
  }
}
