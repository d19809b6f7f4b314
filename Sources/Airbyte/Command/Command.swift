/// A command of the protocol, with the paths of the files that it works on.
enum Command: Sendable, Equatable {
  case spec
  case check(config: String)
  case discover(config: String)
  case read(config: String, catalog: String, state: String?)
}
