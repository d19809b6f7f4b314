import CCurl
import Secrets

/// One easy handle with the request that it carries; used again for the next one.
///
/// Belongs to the transfer thread alone.
final class Transfer {
  /// What is the same for every request.
  struct Setup: Sendable {
    let userAgent: String
    let settings: CurlSettings
    let authorities: CertificateAuthorities
    let pool: BodyPool
  }

  let handle: UnsafeMutableRawPointer
  private(set) var job: TransferQueue.Job?
  private let setup: Setup
  private let errorText: UnsafeMutablePointer<CChar>
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var body: BodyReceiver
  /// libcurl reports success when the connection is closed in the middle of the headers (seen with 7.88.1).
  private var hasWholeHead = false

  init?(_ setup: Setup) {
    guard let handle = curl_easy_init() else { return nil }
    self.handle = handle
    self.setup = setup
    body = BodyReceiver(pool: setup.pool, limit: setup.settings.maximumBodySize)
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(headers)
    errorText.deallocate()
  }

  /// Makes the handle ready to send that request; false when the request cannot be sent, and has been answered.
  func begin(_ job: TransferQueue.Job) -> Bool {
    let request = job.request
    guard let address = HTTPAddress(request.url), request.headers.allSatisfy(\.isWellFormed),
      request.method == .post || request.body == nil
    else {
      job.fail(.invalidRequest, "no http or https URL, a malformed header, or a GET with a body")
      return false
    }
    self.job = job
    body.begin()
    hasWholeHead = false
    // Everything is set anew: nothing of an earlier request, its token least of all, may be left. Connections
    // outlive the reset.
    curl_easy_reset(handle)
    configure()
    // A proxy of the environment would get the token in clear text, and means another machine by this address.
    if address.isPlainAndLocal { ccurl_set_text(handle, CURLOPT_NOPROXY, "*") }
    describe(request)
    return true
  }

  /// The response or the error, after curl is done with the request.
  func finish(_ code: CURLcode) -> (job: TransferQueue.Job, result: Result<HTTPResponse, HTTPError>)? {
    guard let job else { return nil }
    self.job = nil
    let result = outcome(code, of: job.request)
    if case .failure = result { body.abandon() }
    return (job, result)
  }

  /// Forgets the request. The caller answers it.
  func abandon() -> TransferQueue.Job? {
    defer { job = nil }
    body.abandon()
    return job
  }

  private func configure() {
    let settings = setup.settings
    set(CURLOPT_NOSIGNAL, 1)
    // Otherwise giving up a request would wait for its name look-up, which cannot be interrupted.
    set(CURLOPT_QUICK_EXIT, 1)
    ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
    errorText[0] = 0
    ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let file = setup.authorities.file { ccurl_set_text(handle, CURLOPT_CAINFO, file) }
    if let folder = setup.authorities.folder { ccurl_set_text(handle, CURLOPT_CAPATH, folder) }
    set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout.milliseconds)
    set(CURLOPT_LOW_SPEED_LIMIT, settings.leastBytesPerSecond)
    set(CURLOPT_LOW_SPEED_TIME, max(1, Int(settings.stallTimeout.components.seconds)))
    set(CURLOPT_TIMEOUT_MS, settings.totalTimeout?.milliseconds ?? 0)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_TCP_KEEPIDLE, 30)
    set(CURLOPT_TCP_KEEPINTVL, 30)
    set(CURLOPT_BUFFERSIZE, 256 << 10)
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // The headers are for the server; a proxy in between gets its CONNECT line only.
    set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    ccurl_set_text(handle, CURLOPT_USERAGENT, setup.userAgent)
    listen()
  }

  private func listen() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context)
    ccurl_set_receiver(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      guard let bytes, let context else { return 0 }
      let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
      transfer.receiveHead(UnsafeRawBufferPointer(start: bytes, count: size * count))
      return size * count
    }
    ccurl_set_pointer(handle, CURLOPT_PREREQDATA, context)
    ccurl_set_announcer(handle, CURLOPT_PREREQFUNCTION) { context, _, _, _, _ in
      if let context { Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().job?.onSend() }
      return CURL_PREREQFUNC_OK
    }
    ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context)
    ccurl_set_receiver(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      guard let bytes, let context else { return 0 }
      let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
      return transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
    }
  }

  private func describe(_ request: HTTPRequest) {
    ccurl_set_text(handle, CURLOPT_URL, request.url)
    var lines = request.headers
    // curl would add this header only if it decompressed the body itself (see `Inflater`).
    lines.append(HTTPHeader(name: "Accept-Encoding", value: "gzip"))
    switch request.method {
    case .get:
      set(CURLOPT_HTTPGET, 1)
    case .post:
      let body = request.body ?? []
      set(CURLOPT_POST, 1)
      ccurl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, body.count)
      body.withUnsafeBytes { bytes in
        // Without a pointer curl would ask a callback for the body, even for one of no bytes.
        _ = ccurl_set_pointer(
          handle, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress ?? UnsafeRawPointer(errorText))
      }
    }
    curl_slist_free_all(headers)
    // `Expect` without a value takes out curl's own, which would cost a round trip.
    headers = curl_slist_append(nil, "Expect:")
    for line in lines {
      // A semicolon makes curl send a header without a value.
      let text = line.value.isEmpty ? "\(line.name);" : "\(line.name): \(line.value)"
      headers = curl_slist_append(headers, text) ?? headers
    }
    ccurl_set_pointer(handle, CURLOPT_HTTPHEADER, headers)
  }

  /// Takes one line: of an interim response, of the response, or behind the last chunk.
  private func receiveHead(_ line: UnsafeRawBufferPointer) {
    if line.starts(with: "HTTP/".utf8) { hasWholeHead = false }
    if line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) { hasWholeHead = true }
  }

  private func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if body.isEmpty {
      body.expect(
        contentLength: Int(ccurl_size(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)),
        contentEncoding: header("Content-Encoding"))
    }
    return body.receive(bytes)
  }

  private func outcome(_ code: CURLcode, of request: HTTPRequest) -> Result<HTTPResponse, HTTPError> {
    func failure(_ kind: HTTPError.Kind, _ detail: String) -> Result<HTTPResponse, HTTPError> {
      .failure(HTTPError(kind, host: request.host, detail: Redaction.text(detail, about: request)))
    }
    if let kind = body.failure { return failure(kind, body.failureDetail) }
    guard code == CURLE_OK else {
      let fault = CurlFault(
        code: code, handle: handle, buffer: errorText, setup: setup, host: request.host)
      return failure(fault.kind, fault.text)
    }
    guard hasWholeHead else { return failure(.connectionLost, "closed in the middle of the headers") }
    let status = ccurl_number(handle, CURLINFO_RESPONSE_CODE)
    if (300..<400).contains(status), let location = header("Location") {
      let target = ccurl_text(handle, CURLINFO_REDIRECT_URL).map(String.init(cString:)) ?? location
      let host = HTTPAddress(target)?.host ?? request.host
      return failure(.redirectRefused(to: host, sameHost: host == request.host), "status \(status)")
    }
    guard let body = body.finish() else { return failure(.badContentEncoding, "the gzip stream ends early") }
    return .success(
      HTTPResponse(
        status: status, headers: allHeaders(), body: body,
        wait: .microseconds(
          ccurl_size(handle, CURLINFO_STARTTRANSFER_TIME_T) - ccurl_size(handle, CURLINFO_PRETRANSFER_TIME_T))
      ))
  }

  private func header(_ name: String) -> String? {
    var found: UnsafeMutablePointer<curl_header>?
    guard curl_easy_header(handle, name, 0, UInt32(CURLH_HEADER), -1, &found) == CURLHE_OK, let found else {
      return nil
    }
    return String(cString: found.pointee.value)
  }

  private func allHeaders() -> HTTPHeaders {
    var lines: [HTTPHeader] = []
    var last: UnsafeMutablePointer<curl_header>?
    while let next = curl_easy_nextheader(handle, UInt32(CURLH_HEADER), -1, last) {
      lines.append(
        HTTPHeader(name: String(cString: next.pointee.name), value: String(cString: next.pointee.value)))
      last = next
    }
    return HTTPHeaders(lines)
  }

  private func set(_ option: CURLoption, _ value: Int) {
    ccurl_set_number(handle, option, value)
  }
}

extension Duration {
  /// Whole milliseconds, at least one: libcurl takes zero for "no limit".
  fileprivate var milliseconds: Int {
    max(1, Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000))
  }
}
