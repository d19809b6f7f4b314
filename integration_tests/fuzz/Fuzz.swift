import Foundation

/// A target that accepts any bytes and either refuses them or keeps its promises.
protocol FuzzTarget: Sendable {
  /// Processes the bytes; a broken promise ends the process (``require(_:_:)``).
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

/// The entry point of libFuzzer.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target.take(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// Ends the process if a promise is broken, so that the fuzzer keeps the input.
func require(_ isKept: Bool, _ promise: @autoclosure () -> String) {
  if !isKept { fatalError(promise()) }
}
