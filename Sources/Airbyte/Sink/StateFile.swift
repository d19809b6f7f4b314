import Connector
import Glibc
import JSON

/// The file of `--resume`: it has the last state of each stream, and takes new ones, whole or not at all.
///
/// Its lines are STATE messages, so that it can also be passed with `--state`. A second file, with `.lock` at the end of
/// its name, keeps a second read away as long as the first one uses the states.
struct StateFile: ~Copyable, Sendable {
  private let path: String
  private let lock: Int32
  private var entries: [(stream: StreamDescriptor, state: JSON)]
  private var places: [StreamName: Int]
  /// Whether a state is not in the file yet.
  private(set) var isBehind = false
  /// Why the newest states are not in the file; nil while they can be written.
  private var trouble: StateFileError?

  /// - Parameter path: of the file, which need not exist. A symbolic link is followed.
  /// - Throws: `StateFileError`, also when another process uses the file.
  init(path: String) throws(StateFileError) {
    let resolved = realpath(path, nil)
    defer { free(resolved) }
    self.path = resolved.map { String(cString: $0) } ?? path
    (entries, places) = ([], [:])
    lock = open(self.path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard lock >= 0 else { throw StateFileError(path: path, problem: .unwritable(code: errno)) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { throw StateFileError(path: path, problem: .inUse) }
  }

  deinit { close(lock) }

  /// Takes over the states that the file has, also those that cannot be used.
  mutating func take(_ document: StateDocument) {
    for name in document.names { note(StreamDescriptor(name), document[name] ?? .null) }
    for (name, state) in document.mistaken.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      note(StreamDescriptor(name), state)
    }
    isBehind = false
  }

  /// Notes the newest state of a stream for ``save()``.
  mutating func note(_ stream: StreamDescriptor, _ state: JSON) {
    isBehind = true
    if let place = places[stream.name] {
      entries[place] = (stream, state)
    } else {
      places[stream.name] = entries.count
      entries.append((stream, state))
    }
  }

  /// The same of a STATE message.
  mutating func note(_ message: Message) {
    if case .state(let stream, let state, _) = message { note(stream, state) }
  }

  /// What the user is told at the end of a read whose states are not in the file; nil if they are.
  var failure: SourceFailure? {
    trouble.map {
      SourceFailure(
        .configuration,
        $0.message + " The records are in the output, and the next read begins where this one began.")
    }
  }

  /// Replaces the file if there is a newer state. A process that is killed meanwhile, or an error, leaves the old file.
  /// - Returns: why the file cannot be written; nil for success, and for what has been returned before.
  mutating func save() -> StateFileError? {
    guard isBehind else { return nil }
    var content = ByteBuffer()
    for (stream, state) in entries {
      content.append(
        json: [
          "type": "STATE",
          "state": ["type": "STREAM", "stream": ["stream_descriptor": stream.json, "stream_state": state]],
        ])
      content.append(ASCII.lineFeed)
    }
    let code = content.withBytes { replace(with: $0) }
    guard code == 0 else {
      let known = trouble
      trouble = StateFileError(path: path, problem: .unwritable(code: code))
      return known == nil ? trouble : nil
    }
    (isBehind, trouble) = (false, nil)
    return nil
  }

  /// Writes another file and gives it the name of this one.
  /// - Returns: zero, or the `errno` of what failed.
  private func replace(with content: UnsafeRawBufferPointer) -> Int32 {
    let new = path + ".new"
    var existing = stat()
    let mode = stat(path, &existing) == 0 ? existing.st_mode & 0o777 : 0o666
    let descriptor = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { return errno }
    var code: Int32 = 0
    do throws(OutputError) {
      try DescriptorOutput(descriptor).write(content)
      if fsync(descriptor) != 0 { code = errno }
    } catch {
      if case .failed(let failure) = error { code = failure } else { code = EPIPE }
    }
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, rename(new, path) != 0 { code = errno }
    if code != 0 { unlink(new) }
    return code
  }
}

/// Why the file of `--resume` cannot be used.
struct StateFileError: Error, Equatable, Sendable {
  enum Problem: Equatable, Sendable {
    /// Another read uses it.
    case inUse
    /// The system refused with this `errno`.
    case unwritable(code: Int32)
  }

  let path: String
  let problem: Problem
}

extension StateFileError: ExplainedError {
  var message: String {
    switch problem {
    case .inUse:
      "Another read uses the states in '\(path)' at the moment. Start this one when that has ended, or name another "
        + "file after \(Option.resume.flag)."
    case .unwritable(let code):
      "The states cannot be written to '\(path)': \(String(cString: strerror(code))). Make its folder writable, free "
        + "some space, or name another file after \(Option.resume.flag)."
    }
  }
}
