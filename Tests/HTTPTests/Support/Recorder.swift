import Synchronization

/// Values that several tasks have recorded, in order.
final class Recorder<Element: Sendable>: Sendable {
  private let state = Mutex<[Element]>([])

  var all: [Element] { state.withLock(\.self) }

  func add(_ element: Element) { state.withLock { $0.append(element) } }
}
