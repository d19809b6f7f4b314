import Foundation

/// Something that takes any bytes and promises to say no, or to keep its word.
protocol FuzzTarget: Sendable {
  /// Takes the bytes; what breaks a promise ends the process (``require(_:_:)``).
  func take(_ input: [UInt8])
}

/// The targets by their names, as `run` takes them.
let targets: [String: @Sendable () -> any FuzzTarget] = [
  "pages": { PagesTarget() }, "join": { JoinTarget() }, "tasks": { TasksTarget() },
  "configuration": { ConfigurationTarget() }, "catalog": { CatalogTarget() }, "state": { StateTarget() },
  "text": { TextTarget() },
]

private let target: any FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
  guard let make = targets[name] else {
    fatalError("FUZZ_TARGET must be one of \(targets.keys.sorted().joined(separator: ", ")).")
  }
  return make()
}()

/// libFuzzer's door.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target.take(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// Ends the process where a promise is broken, so that the fuzzer keeps the input.
func require(_ isKept: Bool, _ promise: @autoclosure () -> String) {
  if !isKept { fatalError(promise()) }
}
