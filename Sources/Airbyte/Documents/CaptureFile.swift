import Connector
import Glibc
import JSON
import Synchronization

/// The file that `--capture` names: a JSON object on each line.
///
/// Only its owner can read it. A line is written at once, so that a killed process leaves whole lines, apart from the last
/// one perhaps.
final class CaptureFile: ExchangeLog {
  private struct State {
    /// nil once the file cannot be written any more.
    var descriptor: Int32?
  }

  private let path: String
  private let log: any Log
  private let state: Mutex<State>

  /// Creates the file, or empties one that an earlier run has captured into.
  /// - Parameters:
  ///   - path: the file's.
  ///   - log: is told when the file cannot be written any more.
  /// - Throws: `CaptureError`.
  init(_ path: String, log: any Log) throws(CaptureError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path, code: errno) }
    do throws(CaptureError) {
      try Self.prepare(descriptor, path)
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.log = log
    state = Mutex(State(descriptor: descriptor))
  }

  deinit { if let descriptor = state.withLock(\.descriptor) { close(descriptor) } }

  /// Empties the file, unless it holds something else: a mistyped option must not cost the user a configuration.
  private static func prepare(_ descriptor: Int32, _ path: String) throws(CaptureError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unwritable(path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { return }
    var beginning = [UInt8](repeating: 0, count: start.count)
    let count = pread(descriptor, &beginning, beginning.count, 0)
    guard count == 0 || beginning == start else { throw .occupied(path) }
    guard ftruncate(descriptor, 0) == 0, fchmod(descriptor, 0o600) == 0 else {
      throw .unwritable(path, code: errno)
    }
  }

  /// How the first line of every capture begins.
  private static let start = Array(#"{"capture":"#.utf8)

  func append(_ line: JSON) {
    let bytes = line.bytes + [ASCII.lineFeed]
    let failure = state.withLock { state -> Int32? in
      guard let descriptor = state.descriptor else { return nil }
      guard let code = Self.write(bytes, to: descriptor) else { return nil }
      close(descriptor)
      state.descriptor = nil
      return code
    }
    guard let failure else { return }
    log.log(
      .warning,
      "The capture `\(path.clipped)` ends here: \(String(cString: strerror(failure))). The sync goes on without it."
    )
  }

  /// Writes the line, or nothing of it.
  /// - Returns: why it could not, as an `errno`; nil for success.
  private static func write(_ line: [UInt8], to descriptor: Int32) -> Int32? {
    let end = lseek(descriptor, 0, SEEK_END)
    var bytes = ByteBuffer(capacity: line.count)
    bytes.append(line)
    do throws(OutputError) {
      try bytes.withBytes { (bytes) throws(OutputError) in try DescriptorOutput(descriptor).write(bytes) }
    } catch {
      if end >= 0 { ftruncate(descriptor, end) }
      if case .failed(let code) = error { return code }
      return EPIPE
    }
    return nil
  }
}

/// Why a run cannot be captured.
enum CaptureError: Error, Sendable, Equatable {
  case unwritable(String, code: Int32)
  case occupied(String)
}

extension CaptureError: ExplainedError {
  var message: String {
    switch self {
    case .unwritable(let path, let code):
      "The file `\(path.clipped)` of --capture cannot be written: \(String(cString: strerror(code))). Name another."
    case .occupied(let path):
      "The file `\(path.clipped)` of --capture is there already, and is no capture. Name another, or delete it."
    }
  }
}
