/// Something that the user should know although it stops nothing.
package struct Notice: Sendable, Equatable {
  package let level: LogLevel
  /// Whole sentences, without secrets.
  package let text: String

  package init(_ level: LogLevel, _ text: String) {
    self.level = level
    self.text = text
  }
}

extension Log {
  /// Logs a notice, as ``log(_:_:)`` does.
  package func log(_ notice: Notice) { log(notice.level, notice.text) }
}
