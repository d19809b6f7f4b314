import JSON

extension Chronicle {
  /// The world's story in order: what is read, requests with their fates, answers, messages, and the law that broke. The
  /// number of jobs is no part of it, because optimized code takes a few less to end.
  var story: String {
    var lines = ["\(world.scenario.configuration)", "streams \(world.scenario.streams.map(\.name))"]
    for (name, run) in zip(names, runs) {
      lines.append("run \(name) at \(Day.time(run.start))")
      lines += Self.events(of: run)
      lines.append("\(run.exit.map { "\($0)" } ?? "killed") after \(run.duration)")
    }
    return (lines + failures).joined(separator: "\n") + "\n"
  }

  /// At one moment answers come first, then what they lead to: messages, then requests.
  private static func events(of run: SimulatedProcess.Run) -> [String] {
    var events: [(moment: Duration, text: String)] = []
    for (number, exchange) in run.exchanges.enumerated() {
      guard let received = exchange.received else { continue }
      events.append((received, "\(received) answer \(number): \(exchange.answer)"))
    }
    // A write may hold several lines, and end within one.
    var start = 0
    for (moment, end) in zip(run.moments, run.ends) {
      let text = String(decoding: run.output[start..<end], as: UTF8.self)
      events.append((moment, "\(moment) output:\n\(text)"))
      start = end
    }
    for (number, exchange) in run.exchanges.enumerated() {
      events.append((exchange.sent, "\(exchange.sent) request \(number), \(exchange.fate): \(exchange.url)"))
    }
    return events.enumerated().sorted { ($0.element.moment, $0.offset) < ($1.element.moment, $1.offset) }
      .map(\.element.text)
  }
}
