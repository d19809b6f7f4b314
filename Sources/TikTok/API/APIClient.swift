import Connector
import HTTP
import JSON
import Platform

/// Sends requests to TikTok's API: adds the token, keeps to the rate and the places in flight, retries what is worth
/// it, and throws every failure as an ``APIError``.
struct APIClient: Sendable {
  let baseURL: BaseURL
  private let token: HTTPHeader
  private let transport: RetryingTransport
  /// For endpoints that have a rate of their own, by path.
  private let limiters: [String: RateLimiter]
  private let quotas: Quotas
  let slots: ConcurrencyLimiter
  private let clock: any TimeSource
  private let onRetry: @Sendable (RetryEvent) async -> Void

  /// - Parameters:
  ///   - baseURL: where the endpoints are.
  ///   - accessToken: the value of the header `Access-Token` (§1 of the fact sheet).
  ///   - transport: with the process's one rate limiter.
  ///   - limiters: of endpoints that have a rate of their own in addition, by path.
  ///   - quotas: what endpoints take in an hour or a day.
  ///   - slots: room for requests in flight and for pages in memory.
  ///   - clock: the time of day, for limits that end with the day.
  ///   - onRetry: is called before every wait for another attempt.
  init(
    baseURL: BaseURL, accessToken: String, transport: RetryingTransport,
    limiters: [String: RateLimiter] = [:], quotas: Quotas = Quotas(), slots: ConcurrencyLimiter,
    clock: any TimeSource = SystemClock(),
    onRetry: @escaping @Sendable (RetryEvent) async -> Void
  ) {
    self.baseURL = baseURL
    token = HTTPHeader(name: "Access-Token", value: accessToken)
    self.transport = transport
    self.limiters = limiters
    self.quotas = quotas
    self.slots = slots
    self.clock = clock
    self.onRetry = onRetry
  }

  /// Whether requests to an endpoint have a rate of their own, which others need not wait for.
  func hasOwnRate(_ path: String) -> Bool { limiters[path] != nil }

  /// Requests a page as ``ask(_:reading:)`` does. Each attempt takes a place among the requests in flight, but not
  /// while it waits for the attempt or for the rate of the endpoint.
  /// - Throws: `APIError`; `CancellationError`; other errors that `reading` throws.
  func page<Value: Sendable>(
    _ request: APIRequest, untilTimeout: Bool = false,
    reading: @escaping @Sendable (Page) async throws -> Value
  ) async throws -> Value {
    try await ask(request, through: slots, untilTimeout: untilTimeout, reading: reading)
  }

  /// Runs `body` in one place among the requests in flight. It is meant for several requests, one after the other,
  /// whose answers are kept until all have arrived.
  /// - Throws: what `body` throws; `CancellationError`.
  func occupyPlace<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    try await slots.occupy(body)
  }

  /// Sends a request, retries it as long as that is worth it, and passes each answer to `reading`. Errors of `reading`
  /// count like the transport's: a page that turns out to be cut off is requested again.
  /// - Parameters:
  ///   - request: what to send.
  ///   - slots: gives each attempt its place; nil where the caller has one for all of them.
  ///   - untilTimeout: whether an answer that takes too long ends it at once, because the caller can ask for less. So does
  ///     one that took too long before: TikTok counts the time-outs of one request (1757262274182145).
  ///   - reading: makes the value of an answer.
  /// - Returns: what `reading` made.
  /// - Throws: `APIError`; `CancellationError`; other errors that `reading` throws.
  func ask<Value: Sendable>(
    _ request: APIRequest, through slots: ConcurrencyLimiter? = nil, untilTimeout: Bool = false,
    reading: @escaping @Sendable (Page) async throws -> Value
  ) async throws -> Value {
    let message = message(for: request)
    do {
      return try await transport.send(
        message, within: limiters[request.path], through: slots,
        onAttempt: { try quotas.take(request, at: clock.secondsSince1970) }, onRetry: onRetry,
        untilTimeout: untilTimeout
      ) { response in
        self.slots.note(pageOf: response.body.bytes.count, after: response.wait)
        let page = Page(
          request: request, body: response.body, truncation: response.headers[Page.truncationHeader])
        return try await noting(page, reading)
      }
    } catch {
      throw Self.apiError(error, path: request.path)
    }
  }

  /// Reads a page, and adds to a refusal how long TikTok wants no requests.
  private func noting<Value: Sendable>(
    _ page: Page, _ reading: @Sendable (Page) async throws -> Value
  ) async throws -> Value {
    do {
      return try await reading(page)
    } catch var error as APIError {
      if error.kind == .throttle, case .refused(let envelope) = error.cause {
        let (period, now) = (ThrottlePeriod(said: envelope.message), clock.secondsSince1970)
        error.wait = period?.wait(at: now) ?? .zero
        error.isOfQuota = period == .day && quotas.exhaust(error.path, at: now)
      }
      throw error
    }
  }

  private func message(for request: APIRequest) -> HTTPRequest {
    let url = request.url(at: baseURL)
    guard let body = request.body else { return HTTPRequest(.get, url, headers: [token]) }
    let type = HTTPHeader(name: "Content-Type", value: "application/json")
    return HTTPRequest(.post, url, headers: [token, type], body: Array(body.utf8))
  }

  /// The `data` of a small answer that is not a page of records.
  /// - Throws: `APIError`; `CancellationError`.
  func document(_ request: APIRequest) async throws -> JSON {
    try await page(request) { page in try page.document() }
  }

  private static func apiError(_ error: any Error, path: String) -> any Error {
    switch error {
    case let exhausted as RetriesExhausted: apiError(exhausted.last, path: path)
    case let error as HTTPError where error.kind == .cancelled: CancellationError()
    case let error as HTTPError: APIError(.transport(error), path: path)
    case let error as HTTPStatusError: APIError(.status(error.status, excerpt: error.excerpt), path: path)
    default: error
    }
  }
}

extension Page {
  /// The answer as a value, and its `data`.
  /// - Throws: `APIError` for a code that is not 0 and for anything but the API's envelope.
  func document() throws(APIError) -> JSON {
    let answer: JSON
    do {
      answer = try JSON(parsing: body.bytes)
    } catch {
      throw APIError(.page(.malformed(error)), path: request.path)
    }
    guard let code = answer["code"]?.int else {
      throw APIError(.page(.unexpectedShape("it has no `code`")), path: request.path)
    }
    guard code == 0 else {
      let envelope = Envelope(
        code: code, message: answer["message"]?.string ?? "", requestID: answer["request_id"]?.string ?? "")
      throw APIError(.refused(envelope), path: request.path)
    }
    guard let data = answer["data"], data.object != nil else {
      throw APIError(.page(.unexpectedShape("it has no object `data`")), path: request.path)
    }
    return data
  }
}
