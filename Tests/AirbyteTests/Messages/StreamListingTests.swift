import Connector
import JSON
import Testing

@testable import Airbyte

struct `Stream listing` {
  private func stream(_ name: StreamName, key: [String], cursor: [String] = []) -> StreamDescription {
    StreamDescription(
      name: name, schema: { () throws(SourceFailure) in [:] },
      syncModes: cursor.isEmpty ? [.fullRefresh] : [.fullRefresh, .incremental],
      primaryKey: key.map { [$0] }, cursor: cursor, isResumable: true)
  }

  @Test func `names, cursors and keys stand in columns, and long keys go on below`() {
    let streams = [
      stream("ads", key: ["ad_id"], cursor: ["modify_time"]), stream("pixels", key: []),
      stream("reports", key: ["advertiser_id", "ad_id", "country_code"], cursor: ["day"]),
    ]
    let lines = StreamListing(streams, columns: 50).text.split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.prefix(6) == [
        "STREAM   CURSOR       KEY",
        "ads      modify_time  ad_id",
        "pixels   -            -",
        "reports  day          advertiser_id, ad_id,",
        "                      country_code",
        "",
      ])
    #expect(lines.contains("3 streams. Those without a cursor are read in full every time."))
    #expect(lines.contains("  read --config config.json --streams ads,pixels"))
  }
}
