/// A command of the protocol, with the paths of the files that it works on.
enum Command: Sendable, Equatable {
  case spec
  case check(config: String)
  case discover(config: String)
  case read(config: String, streams: Streams, states: States)

  /// Where a read is told which streams to read.
  enum Streams: Sendable, Equatable {
    /// The path of a configured catalog.
    case catalog(String)
    /// By name: all fields of each, incrementally where possible.
    case named([String])
  }

  /// Where a read continues from.
  enum States: Sendable, Equatable {
    case none
    /// The path of a file with the states of earlier reads.
    case file(String)
    /// The path of a file that the read continues from, if it exists, and that takes its new states.
    case resumed(String)
  }
}
