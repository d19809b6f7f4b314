import TestSupport

extension TemporaryFolder {
  /// A configuration that ``FakeSource`` accepts.
  func configuration(token: String = "s3cret-token") throws -> String {
    try file("config.json", #"{"token": "\#(token)"}"#)
  }

  /// A configured catalog of the streams, all in the same mode.
  func catalog(_ streams: [String], mode: String = "incremental") throws -> String {
    let entries = streams.map { #"{"stream": {"name": "\#($0)"}, "sync_mode": "\#(mode)"}"# }
    return try file("catalog.json", #"{"streams": [\#(entries.joined(separator: ","))]}"#)
  }
}
