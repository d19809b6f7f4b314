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
    /// When the whole answer was there; nil where none came.
    var received: Duration?
    /// When the program learnt what came of it; nil where it never did.
    var ended: Duration?
    /// When the program gave it up.
    var cancelled: Duration?
    var answer = ""
    /// Pages in memory at the moment of sending, other than those of accounts.
    var pages = 0
  }

  private struct State {
    var weather: Weather
    var exchanges: [Exchange] = []
    var bodies: [Body] = []

    mutating func pages() -> Int {
      bodies.removeAll { $0.body == nil }
      return bodies.count
    }
  }

  /// A body that may be in memory.
  private struct Body {
    weak var body: ResponseBody?
  }

  private let tikTok: SimulatedTikTok
  private let clock: VirtualClock
  private let midnight: Duration
  private let state: Mutex<State>

  init(to tikTok: SimulatedTikTok, in weather: Weather, at clock: VirtualClock) {
    self.tikTok = tikTok
    self.clock = clock
    midnight = .seconds(86_400 - tikTok.moment % 86_400)
    state = Mutex(State(weather: weather))
  }

  /// The exchanges in the order of their requests.
  var exchanges: [Exchange] { state.withLock(\.exchanges) }
  var count: Int { state.withLock(\.exchanges.count) }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    try await send(request, onSend: {})
  }

  func send(
    _ request: HTTPRequest, onSend: @escaping @Sendable () -> Void
  ) async throws(HTTPError) -> HTTPResponse {
    let now = clock.uptime
    let (place, fate, delay) = state.withLock { state in
      let fate = state.weather.fate(
        of: request.url, at: now, midnight: midnight, accounts: tikTok.accounts)
      state.exchanges.append(Exchange(url: request.url, fate: fate, sent: now, pages: state.pages()))
      return (state.exchanges.count - 1, fate, state.weather.delay(of: fate))
    }
    if fate.isSent { onSend() }
    do {
      try await clock.sleep(for: delay.whole)
    } catch {
      let now = clock.uptime
      state.withLock { $0.exchanges[place].cancelled = now }
      throw HTTPError(.cancelled, host: request.host)
    }
    let end = clock.uptime
    state.withLock { $0.exchanges[place].ended = end }
    let answer = try answer(request, fate, tikTok.later(by: end))
    let body = ResponseBody(Array(answer.body.utf8))
    state.withLock { state in
      state.exchanges[place].received = end
      state.exchanges[place].answer =
        "\(answer.status)\(answer.isTruncated ? " with objects missing" : "") \(answer.body)"
      if !Self.isOfAccounts(request.url) { state.bodies.append(Body(body: body)) }
    }
    return HTTPResponse(
      status: answer.status, headers: HTTPHeaders(answer.headers), body: body, wait: delay.wait)
  }

  /// Whether its answer is kept for the whole run.
  private static func isOfAccounts(_ url: String) -> Bool {
    url.contains("/advertiser/info/") || url.contains("/oauth2/advertiser/get/")
  }

  /// What comes back for a request.
  private struct Reply {
    var status = 200
    let body: String
    var isTruncated = false
    var retryAfter: Int?

    init(_ body: String) { self.body = body }

    init(_ answer: Answer) {
      let text = answer.envelope.text
      body =
        answer.escapesText
        ? text.replacing(":\"1", with: ":\"\\u0031").replacing(":\"2", with: ":\"\\u0032") : text
      isTruncated = answer.isTruncated
    }

    init(_ refusal: Refusal) { body = Envelope.refusal(refusal).text }

    var headers: [HTTPHeader] {
      let limit = HTTPHeader(name: ObjectLimit.header.name, value: ObjectLimit.header.value)
      return (isTruncated ? [limit] : [])
        + (retryAfter.map { [.init(name: "Retry-After", value: "\($0)")] } ?? [])
    }
  }

  private func answer(
    _ request: HTTPRequest, _ fate: Fate, _ tikTok: SimulatedTikTok
  ) throws(HTTPError) -> Reply {
    switch fate {
    case .answered: return Reply(tikTok.answer(Query(request)))
    case .distorted(let distortion): return Reply(distortion.answer(to: request, by: tikTok))
    case .lost(let kind): throw HTTPError(kind, host: request.host)
    case .status(let status, let retryAfter):
      var reply = Reply("<html>\(status)</html>")
      (reply.status, reply.retryAfter) = (status, retryAfter)
      return reply
    case .refused(let code, let message): return Reply(Refusal(code, message))
    case .accountRefused(let account, let code):
      return Reply(Refusal(code, "No permission to operate advertiser \(account)."))
    case .truncated(let part):
      let body = tikTok.answer(Query(request)).envelope.text.utf8
      return Reply(String(decoding: body.prefix(body.count * part / 1_000), as: UTF8.self))
    case .replaced(let body): return Reply(body)
    }
  }
}
