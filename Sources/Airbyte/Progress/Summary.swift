import Connector

/// The result of a stream, in words.
struct Summary {
  let name: StreamName
  let records: Int
  let bytes: Int
  let elapsed: Duration
  let isComplete: Bool

  init(_ delivery: StreamDelivery, at moment: Duration) {
    name = delivery.descriptor.name
    records = delivery.records
    bytes = delivery.bytes
    elapsed = delivery.elapsed(at: moment)
    isComplete = delivery.phase == .complete
  }

  /// For the log.
  var sentence: String {
    let count = records == 1 ? "1 record" : "\(records) records"
    return "\(name): \(count) in \(elapsed.inSeconds) s" + (isComplete ? "." : ", incomplete.")
  }

  /// For the last screen: a table of all streams.
  static func table(_ summaries: [Summary]) -> String {
    let names = summaries.map(\.name.rawValue.count).max() ?? 0
    let counts = summaries.map(\.records.grouped.count).max() ?? 0
    return summaries.map { summary in
      let name = summary.name.rawValue.padded(to: names)
      let count = summary.records.grouped.padded(to: counts, atEnd: false)
      let time = summary.elapsed.inSeconds.padded(to: 8, atEnd: false)
      return "\(name)  \(count) records \(time) s" + (summary.isComplete ? "" : "  INCOMPLETE") + "\n"
    }.joined()
  }
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int {
    Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }

  /// Seconds with one decimal, as in `12.3`.
  var inSeconds: String { "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100)" }

  /// Minutes and seconds, as in `2:05`.
  var onTheClock: String {
    let seconds = String(milliseconds / 1_000 % 60)
    return "\(milliseconds / 60_000):\(seconds.padded(to: 2, with: "0", atEnd: false))"
  }
}

extension Int {
  /// With its thousands set apart, as in `1,234,567`.
  var grouped: String {
    var text = ""
    for (index, digit) in String(self).reversed().enumerated() {
      if index > 0, index.isMultiple(of: 3), digit != "-" { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}
