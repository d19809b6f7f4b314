import Connector
import Foundation
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Airbyte

struct `Capture file` {
  private final class Warnings: Log {
    let all = Mutex<[String]>([])
    func log(_ level: LogLevel, _ message: @autoclosure () -> String) {
      let text = "\(level.rawValue) \(message())"
      all.withLock { $0.append(text) }
    }
  }

  private let folder: TemporaryFolder
  private let warnings = Warnings()

  init() throws { folder = try TemporaryFolder() }

  private func content(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func `it has whole lines, and only its owner can read it`() throws {
    let path = folder.path + "/c"
    let file = try CaptureFile(path, log: warnings)
    file.append(["capture": 1])
    file.append(["text": "a\nb"])
    #expect(try content(path) == "{\"capture\":1}\n{\"text\":\"a\\nb\"}\n")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func `an earlier capture is replaced, another file is not`() throws {
    let earlier = try folder.file("earlier", "{\"capture\":1}\n{}\n")
    try CaptureFile(earlier, log: warnings).append([])
    #expect(try content(earlier) == "[]\n")
    let config = try folder.file("config.json", "{\"credentials\":{}}")
    #expect(throws: CaptureError.occupied(config)) { try CaptureFile(config, log: warnings) }
    #expect(try content(config) == "{\"credentials\":{}}")
  }

  @Test func `the option goes with every command`() throws {
    let read = try Invocation(["read", "--capture", "x", "--config", "a", "--catalog", "b", "--debug"])
    #expect(
      read
        == .session(
          .read(config: "a", streams: .catalog("b"), states: .none), isDebug: true, capture: "x"))
    #expect(try Invocation(["spec", "--capture=x"]) == .session(.spec, isDebug: false, capture: "x"))
    #expect(throws: CommandError.missingValue(.capture)) { try Invocation(["spec", "--capture"]) }
  }

  @Test func `a file that cannot be written is an error at once`() {
    #expect(throws: CaptureError.unwritable("/nowhere/c", code: ENOENT)) {
      try CaptureFile("/nowhere/c", log: warnings)
    }
  }

  @Test func `a full disk is told once`() throws {
    let file = try CaptureFile("/dev/full", log: warnings)
    file.append(["capture": 1])
    file.append([:])
    #expect(
      warnings.all.withLock(\.self) == [
        "WARN The capture `/dev/full` ends here: No space left on device. The sync goes on without it."
      ])
  }
}
