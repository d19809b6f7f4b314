import Connector

/// The streams of a source as a table for a terminal.
struct StreamListing {
  let text: String

  /// - Parameters:
  ///   - streams: in the order of the table.
  ///   - columns: the width of the terminal. A key that does not fit continues in further lines.
  init(_ streams: [StreamDescription], columns: Int) {
    let names = streams.map(\.name.rawValue.count).max() ?? 0
    let cursors = (streams.map(Self.cursor) + ["CURSOR"]).map(\.count).max() ?? 0
    let width = max(columns - names - cursors - 4, 20)
    var lines = ["STREAM".padded(to: names) + "  " + "CURSOR".padded(to: cursors) + "  KEY"]
    for stream in streams {
      let key = stream.primaryKey.map { $0.joined(separator: ".") }
      let start = stream.name.rawValue.padded(to: names) + "  " + Self.cursor(of: stream).padded(to: cursors)
      for (index, part) in Self.wrapped(key, to: width).enumerated() {
        lines.append((index == 0 ? start : String(repeating: " ", count: start.count)) + "  " + part)
      }
    }
    let count = streams.count == 1 ? "1 stream" : "\(streams.count) streams"
    lines += [
      "", "\(count). Those without a cursor are read in full every time.",
      "Redirect the output to get the schemas as JSON. Read some of the streams with `read`:",
      "  read --config config.json --streams \(streams.prefix(2).map(\.name.rawValue).joined(separator: ","))",
    ]
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func cursor(of stream: StreamDescription) -> String {
    stream.cursor.isEmpty ? "-" : stream.cursor.joined(separator: ".")
  }

  /// The names with commas, in lines of that width; at least one line.
  private static func wrapped(_ names: [String], to width: Int) -> [String] {
    var lines: [String] = []
    for name in names {
      if let last = lines.last, last.count + name.count + 2 <= width {
        lines[lines.count - 1] = last + ", " + name
      } else {
        if !lines.isEmpty { lines[lines.count - 1] += "," }
        lines.append(name)
      }
    }
    return lines.isEmpty ? ["-"] : lines
  }
}
