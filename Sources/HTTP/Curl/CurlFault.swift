import CCurl

/// The reason of a failed transfer, from its code and, where that is ambiguous, from the handle.
struct CurlFault {
  /// libcurl's own words.
  let text: String
  private let code: CURLcode
  private let host: String
  private let authorities: CertificateAuthorities
  /// The proxy's answer to CONNECT, 0 without one.
  private let proxyStatus: Int
  /// Whether the request had begun to go out.
  private let wasConnected: Bool
  private let ranOutOfTime: Bool

  /// - Parameters:
  ///   - code: The result of the transfer.
  ///   - handle: The easy handle, before its next use.
  ///   - buffer: Its error buffer.
  ///   - setup: What it was set up with.
  ///   - host: The request's host.
  init(
    code: CURLcode, handle: UnsafeMutableRawPointer, buffer: UnsafePointer<CChar>, setup: Transfer.Setup,
    host: String
  ) {
    self.code = code
    self.host = host
    text = String(cString: buffer[0] == 0 ? curl_easy_strerror(code) : buffer)
    authorities = setup.authorities
    proxyStatus = ccurl_number(handle, CURLINFO_HTTP_CONNECTCODE)
    wasConnected = ccurl_size(handle, CURLINFO_PRETRANSFER_TIME_T) > 0
    let elapsed = Duration.microseconds(ccurl_size(handle, CURLINFO_TOTAL_TIME_T))
    // curl's timer and its measured time do not start at exactly the same moment.
    ranOutOfTime = setup.settings.totalTimeout.map { elapsed + .milliseconds(50) >= $0 } ?? false
  }

  var kind: HTTPError.Kind {
    // Its code has changed between versions of libcurl.
    if proxyStatus != 0, !(200..<300).contains(proxyStatus) { return .proxyFailed(status: proxyStatus) }
    return switch code {
    case CURLE_COULDNT_RESOLVE_HOST: .unresolvableHost
    case CURLE_COULDNT_CONNECT: isAboutProxy ? .proxyFailed(status: nil) : .unreachable
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxyFailed(status: nil)
    case CURLE_OPERATION_TIMEDOUT: ranOutOfTime ? .timedOut : wasConnected ? .stalled : .connectTimeout
    case CURLE_PEER_FAILED_VERIFICATION:
      isAboutName ? .certificateOfAnotherHost : .certificateRefused(authorities: authorities.description)
    case CURLE_SSL_CACERT_BADFILE: .authoritiesUnreadable(authorities.description)
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_INVALIDCERTSTATUS:
      .handshakeFailed
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING:
      isMalformed ? .malformedResponse : .connectionLost
    case CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM: .connectionLost
    // The scheme was checked before, so the protocol that is not supported is HTTP/0.9: no HTTP at all.
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL: .malformedResponse
    case CURLE_BAD_CONTENT_ENCODING: .badContentEncoding
    case CURLE_URL_MALFORMAT: .invalidRequest
    default: .other
    }
  }

  /// "Failed to connect to NAME port …", where the name is the proxy's when there is one.
  private var isAboutProxy: Bool {
    let prefix = "Failed to connect to "
    return text.hasPrefix(prefix) && text.dropFirst(prefix.count).prefix { $0 != " " }.lowercased() != host
  }

  /// "… certificate subject name … does not match target host name …", in several wordings.
  private var isAboutName: Bool { text.contains("subject name") }

  /// Faults of chunks have the code of a lost connection and differ only in their text.
  private var isMalformed: Bool { text.contains("chunk") }
}
