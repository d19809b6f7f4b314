import CCurl
import Synchronization

/// Where requests are handed to the transfer thread.
///
/// The only state that both sides share: tasks add requests, and the thread takes them.
final class TransferQueue: Sendable {
  /// Whether a request is still wanted. It exists before the request is queued, so a cancellation finds it
  /// whenever it comes.
  final class Ticket: Sendable {
    private let cancelled = Atomic(false)

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() { cancelled.store(true, ordering: .releasing) }
  }

  /// A request with the task that waits for its end.
  struct Job: Sendable {
    let request: HTTPRequest
    /// Called when the request goes out.
    let onSend: @Sendable () -> Void
    let ticket: Ticket
    let continuation: CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>

    func fail(_ kind: HTTPError.Kind, _ detail: String = "") {
      continuation.resume(returning: .failure(HTTPError(kind, host: request.host, detail: detail)))
    }
  }

  private struct State {
    var arrivals: [Job] = []
    /// Why no request is taken any more.
    var closed: (kind: HTTPError.Kind, detail: String)?
    /// The multi handle's address while it may be woken. `curl_multi_wakeup` is the one function that any
    /// thread may call, so only the number of the address leaves the transfer thread, not the pointer.
    var wakeable: UInt?
  }

  private let state = Mutex(State())

  /// Adds a request. It is answered at once when the queue is closed.
  func add(_ job: Job) {
    let refusal = state.withLock { state in
      if state.closed == nil { state.arrivals.append(job) }
      return state.closed
    }
    if let refusal { job.fail(refusal.kind, refusal.detail) } else { wake() }
  }

  /// Takes no further request; the thread ends when it sees this.
  func close(_ kind: HTTPError.Kind, _ detail: String) {
    state.withLock { if $0.closed == nil { $0.closed = (kind, detail) } }
    wake()
  }

  /// Makes the thread look at the queue and at the tickets. Under the lock, so that the handle cannot go away
  /// meanwhile.
  func wake() {
    state.withLock { state in
      if let multi = state.wakeable.flatMap({ UnsafeMutableRawPointer(bitPattern: $0) }) {
        curl_multi_wakeup(multi)
      }
    }
  }

  /// What has arrived since the last time, and whether the queue is closed: then nothing will follow.
  func take() -> (arrivals: [Job], closed: (kind: HTTPError.Kind, detail: String)?) {
    state.withLock { state in
      let arrivals = state.arrivals
      state.arrivals = []
      return (arrivals, state.closed)
    }
  }

  /// Closes the queue and answers its requests, when no thread takes them.
  func refuseAll(_ kind: HTTPError.Kind, _ detail: String) {
    close(kind, detail)
    for job in take().arrivals { job.fail(kind, detail) }
  }

  /// Names the handle to wake, or nil before it is freed.
  func setWakeable(_ multi: UnsafeMutableRawPointer?) {
    let address = multi.map { UInt(bitPattern: $0) }
    state.withLock { $0.wakeable = address }
  }
}
