import CCurl
import Platform

/// HTTP over libcurl: HTTP/1.1 and TLS with verified certificates, connections kept alive, gzip.
///
/// All transfers run on one thread of its own, which ends with this object. A proxy is used as the environment
/// says (`https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`: libcurl reads them). Redirects are refused:
/// requests carry a token.
package final class CurlTransport: HTTPTransport {
  let queue = TransferQueue()
  /// Nil when it could not be started. A thread and no task, because it sleeps in `curl_multi_poll`.
  private let thread: SystemThread?

  /// The once-per-process set-up of libcurl; Swift runs it exactly once, before the first thread.
  private static let isReady: Bool = {
    // Responses take and free megabytes. After the first is freed, glibc would allocate such blocks among small ones,
    // where they leave gaps that the process never returns to the system.
    ccurl_map_blocks(256 << 10)
    return ccurl_global_init() == CURLE_OK
  }()

  /// Starts a transport.
  ///
  /// - Parameters:
  ///   - userAgent: Name and version of the program, for the `User-Agent` header.
  ///   - settings: Time-outs and limits.
  ///   - environment: Where `CURL_CA_BUNDLE`, `SSL_CERT_FILE` (files) and `SSL_CERT_DIR` (a folder) are looked
  ///     up, which name the certificates to trust; by default the process's. Proxies always come from the
  ///     process's.
  package init(
    userAgent: String, settings: CurlSettings = CurlSettings(), environment: [String: String]? = nil
  ) {
    if !Self.isReady { queue.close(.other, "libcurl cannot be initialised") }
    let setup = Transfer.Setup(
      userAgent: userAgent, settings: settings,
      authorities: CertificateAuthorities(
        environment: environment ?? CertificateAuthorities.processEnvironment),
      pool: BodyPool(maximumCount: settings.maximumConnections))
    do throws(SystemThread.StartError) {
      thread = try SystemThread { [queue] in
        guard var loop = TransferLoop(queue: queue, setup: setup) else {
          return queue.refuseAll(.other, "no memory for transfers")
        }
        loop.run()
      }
    } catch {
      thread = nil
      queue.refuseAll(.other, "cannot start a thread (error \(error.code))")
    }
  }

  /// Waits some milliseconds for the thread's end. No request is under way by then, because each keeps the object.
  deinit {
    queue.close(.cancelled, "the transport is shut down")
    thread?.join()
  }

  /// Sends the request and receives the whole response; a cancelled task has its error within milliseconds,
  /// wherever the request is.
  ///
  /// - Parameter request: What to send, where.
  /// - Returns: The response, of any status but a redirect's.
  /// - Throws: An ``HTTPError`` of any kind.
  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    try await send(request, onSend: {})
  }

  /// As ``send(_:)``, and reports when the request goes out over its connection.
  ///
  /// - Parameters:
  ///   - request: What to send, where.
  ///   - onSend: Called on the transfer thread, so it must be quick.
  /// - Returns: The response, of any status but a redirect's.
  /// - Throws: An ``HTTPError`` of any kind.
  package func send(
    _ request: HTTPRequest, onSend: @escaping @Sendable () -> Void
  ) async throws(HTTPError) -> HTTPResponse {
    let ticket = TransferQueue.Ticket()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        queue.add(
          TransferQueue.Job(request: request, onSend: onSend, ticket: ticket, continuation: continuation))
      }
    } onCancel: {
      // The thread checks the tickets whenever it wakes. A request that is not queued yet will be queued with its
      // cancelled ticket.
      ticket.cancel()
      queue.wake()
    }
    return try result.get()
  }
}
