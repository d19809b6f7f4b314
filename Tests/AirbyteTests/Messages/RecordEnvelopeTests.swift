import Connector
import JSON
import Testing

@testable import Airbyte

struct `Record envelope` {
  private func line(_ stream: StreamDescriptor, _ changes: [RecordChange] = []) -> String {
    let frame = RecordEnvelope(stream).frame(at: 1_700_000_000_123)
    let suffix = changes.isEmpty ? frame.suffix : frame.suffixForChanges(changes)
    return String(decoding: frame.prefix + Array(#"{"id":"1"}"#.utf8) + suffix, as: UTF8.self)
  }

  @Test func `a record is one line`() {
    #expect(
      line(StreamDescriptor("ads"))
        == #"{"type":"RECORD","record":{"stream":"ads","data":{"id":"1"},"emitted_at":1700000000123}}"# + "\n"
    )
  }

  @Test func `a configured namespace is included`() {
    #expect(
      line(StreamDescriptor("a\"b", namespace: "n"))
        == #"{"type":"RECORD","record":{"stream":"a\"b","namespace":"n","data":{"id":"1"},"#
        + #""emitted_at":1700000000123}}"# + "\n")
  }

  @Test func `values that are not the source's are listed`() {
    #expect(
      line(StreamDescriptor("ads"), [.init("metrics.spend", .nulled), .init("b", .truncated)])
        == #"{"type":"RECORD","record":{"stream":"ads","data":{"id":"1"},"emitted_at":1700000000123,"#
        + #""meta":{"changes":[{"field":"metrics.spend","change":"NULLED","reason":"SOURCE_SERIALIZATION_ERROR"},"#
        + #"{"field":"b","change":"TRUNCATED","reason":"SOURCE_SERIALIZATION_ERROR"}]}}}"# + "\n")
  }
}
