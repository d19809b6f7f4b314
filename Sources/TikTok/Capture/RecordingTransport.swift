import HTTP
import Platform
import Synchronization

/// A transport that also records what it sends and receives.
final class RecordingTransport: HTTPTransport {
  private let base: any HTTPTransport
  private let recorder: ExchangeRecorder
  private let clock: any TimeSource
  private let start: Duration
  private let sent = Mutex(0)

  /// - Parameters:
  ///   - base: sends the requests.
  ///   - recorder: takes each exchange when it is over.
  ///   - clock: measures since now.
  init(_ base: any HTTPTransport, recorder: ExchangeRecorder, clock: any TimeSource) {
    self.base = base
    self.recorder = recorder
    self.clock = clock
    start = clock.uptime
  }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    try await send(request, onSend: {})
  }

  func send(
    _ request: HTTPRequest, onSend: @escaping @Sendable () -> Void
  ) async throws(HTTPError) -> HTTPResponse {
    let sequence = sent.withLock { sent in
      sent += 1
      return sent
    }
    let moment = clock.uptime
    let outcome: Result<HTTPResponse, HTTPError>
    do throws(HTTPError) {
      outcome = .success(try await base.send(request, onSend: onSend))
    } catch {
      outcome = .failure(error)
    }
    await recorder.record(
      Exchange(
        sequence: sequence, start: moment - start, duration: clock.uptime - moment, request: request,
        outcome: outcome))
    return try outcome.get()
  }
}
