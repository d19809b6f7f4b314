import Connector
import JSON

/// The fields of a page whose values did not fit their types, each with the first example of a change.
struct Misfits {
  private(set) var examples: [PageSummary.Misfit] = []

  /// Notes a value that has become null.
  /// - Parameters:
  ///   - field: its path.
  ///   - s: the bytes that contain the value.
  ///   - start: its first byte.
  ///   - end: the offset after it.
  mutating func note(_ field: String, _ s: Span<UInt8>, _ start: Int, _ end: Int) {
    let shown = min(end, start + 40)
    note(field, .nulled, s.withUnsafeBufferPointer { String(decoding: $0[start..<shown], as: UTF8.self) })
  }

  /// Notes a value that was changed.
  mutating func note(_ field: String, _ change: RecordChange.Kind, _ example: String) {
    guard !examples.contains(where: { $0.field == field && $0.change == change }) else { return }
    examples.append(PageSummary.Misfit(field: field, change: change, example: example))
  }
}
