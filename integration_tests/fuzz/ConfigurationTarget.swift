import Connector
import JSON
import Secrets

@testable import Airbyte
@testable import TikTok

/// A configuration → streams with their schemas → plans; or an error that the user can fix.
struct ConfigurationTarget: FuzzTarget {
  private let source = TikTokSource(
    variables: ["TIKTOK_TOKEN": "t0ken-of-the-environment", "TIKTOK_NOW": "2026-11-03T09:00:00Z"])
  private let specification = TikTokSource(variables: [:]).specification

  func take(_ input: [UInt8]) {
    guard let document = try? JSON(parsing: input), document.object != nil else { return }
    let redaction = Redaction(Redaction.secrets(in: document, markedBy: specification))
    do throws(SourceFailure) {
      let configuration = try source.configuration(from: document)
      for notice in configuration.notices { _ = redaction(notice.text) }
      let streams = StreamTable.streams(for: configuration)
      require(Set(streams.map(\.name)).count == streams.count, "two streams have one name")
      // The schemas of all other streams do not depend on the configuration, and are slow to build.
      let own = Set(configuration.customReports.map(\.name))
      for stream in streams where own.contains(stream.name.rawValue) { try plan(stream, configuration) }
      if let stream = streams.first(where: { !$0.extraMetrics.isEmpty }) { try plan(stream, configuration) }
    } catch {
      require(error.kind == .configuration, "\(error)")
      require(!redaction(error.message).isEmpty, "nothing is said")
    }
  }

  private func plan(_ stream: Stream, _ configuration: Configuration) throws(SourceFailure) {
    require(Grammar.accepts(try stream.schema().bytes[...]), "a schema is not JSON")
    let account = AdvertiserID("7001").map { Account(id: $0) }
    _ = try StreamPlan(
      of: stream, for: StreamRequest(name: stream.name, syncMode: .fullRefresh), configuration: configuration,
      batches: [[account].compactMap(\.self)], today: Today(seconds: 1_793_696_400))
  }
}
