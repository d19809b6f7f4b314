/// Takes messages for the operator.
package protocol Log: Sendable {
  /// Logs a message. It neither waits nor fails. `message` is a function so that it is not composed below the lowest
  /// level that is logged. Secrets are blanked out.
  func log(_ level: LogLevel, _ message: @autoclosure () -> String)
}

/// How important a message is.
package enum LogLevel: String, Sendable, Comparable, CaseIterable {
  case debug = "DEBUG"
  case info = "INFO"
  case warning = "WARN"
  case error = "ERROR"

  package static func < (left: Self, right: Self) -> Bool { left.severity < right.severity }

  private var severity: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .warning: 2
    case .error: 3
    }
  }
}
