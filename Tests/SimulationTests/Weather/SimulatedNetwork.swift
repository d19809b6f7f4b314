import HTTP
import JSON
import Platform
import Synchronization

/// The way to TikTok and back, in memory. It keeps a log of what was sent and what came of it.
final class SimulatedNetwork: HTTPTransport {
  /// A request with its fate.
  struct Exchange: Sendable {
    let url: String
    let fate: Fate
    let sent: Duration
    /// When the answer came; nil where none did.
    var received: Duration?
    var answer = ""
  }

  private struct State {
    var weather: Weather
    var exchanges: [Exchange] = []
  }

  private let tikTok: SimulatedTikTok
  private let clock: VirtualClock
  private let state: Mutex<State>

  init(to tikTok: SimulatedTikTok, in weather: Weather, at clock: VirtualClock) {
    self.tikTok = tikTok
    self.clock = clock
    state = Mutex(State(weather: weather))
  }

  /// The exchanges in the order of their requests.
  var exchanges: [Exchange] { state.withLock(\.exchanges) }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    try await send(request, onSend: {})
  }

  func send(
    _ request: HTTPRequest, onSend: @escaping @Sendable () -> Void
  ) async throws(HTTPError) -> HTTPResponse {
    let now = clock.uptime
    let (place, fate, latency) = state.withLock { state in
      let fate = state.weather.fate(at: now)
      state.exchanges.append(Exchange(url: request.url, fate: fate, sent: now))
      return (state.exchanges.count - 1, fate, state.weather.latency(of: fate))
    }
    if fate.isSent { onSend() }
    do {
      try await clock.sleep(for: latency)
    } catch {
      throw HTTPError(.cancelled, host: request.host)
    }
    let end = clock.uptime
    let (status, body, isTruncated) = try answer(request, fate, tikTok.later(by: end))
    state.withLock {
      $0.exchanges[place].received = end
      $0.exchanges[place].answer = "\(status)\(isTruncated ? " with objects missing" : "") \(body)"
    }
    let header = HTTPHeader(name: ObjectLimit.header.name, value: ObjectLimit.header.value)
    return HTTPResponse(
      status: status, headers: HTTPHeaders(isTruncated ? [header] : []), body: ResponseBody(Array(body.utf8)),
      wait: latency)
  }

  /// The status, the body, and whether a header says that objects are missing.
  private func answer(
    _ request: HTTPRequest, _ fate: Fate, _ tikTok: SimulatedTikTok
  ) throws(HTTPError) -> (Int, String, Bool) {
    switch fate {
    case .answered:
      let answer = tikTok.answer(Query(request))
      return (200, answer.envelope.text, answer.isTruncated)
    case .lost(let kind): throw HTTPError(kind, host: request.host)
    case .status(let status): return (status, "<html>\(status)</html>", false)
    case .refused(let code, let message):
      return (200, Envelope.refusal(Refusal(code, message)).text, false)
    case .truncated(let part):
      let body = tikTok.answer(Query(request)).envelope.text.utf8
      return (200, String(decoding: body.prefix(body.count * part / 1_000), as: UTF8.self), false)
    case .replaced(let body): return (200, body, false)
    }
  }
}
