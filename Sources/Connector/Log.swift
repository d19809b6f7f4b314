/// Where remarks for the operator go.
package protocol Log: Sendable {
  /// Hands a remark on at once; it never waits and never fails.
  /// `message` is a function, so that what nobody reads is not composed. Secrets are blanked out.
  func log(_ level: LogLevel, _ message: @autoclosure () -> String)
}

/// How much a remark matters.
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
