import Foundation
import HTTP
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `Certificates` {
  @Test func `a certificate is accepted only when the environment trusts it`() async throws {
    let server = try TLSServer(name: "IP:127.0.0.1")
    defer { server.stop() }
    let request = HTTPRequest("https://127.0.0.1:\(server.port)/")

    let stranger = await CurlTransport.make().failure(of: request)
    guard case .certificateRefused(let authorities) = stranger?.kind else {
      Issue.record("\(String(describing: stranger))")
      return
    }
    #expect(authorities.hasPrefix("the system's certificates"))
    #expect(stranger?.isTransient == false)

    let environments = [
      ["SSL_CERT_FILE": server.certificate], ["CURL_CA_BUNDLE": server.certificate],
      ["CURL_CA_BUNDLE": server.certificate, "SSL_CERT_FILE": "/nonexistent"],
      ["CURL_CA_BUNDLE": "", "SSL_CERT_FILE": server.certificate], ["SSL_CERT_DIR": server.folder],
    ]
    for environment in environments {
      let response = try await CurlTransport.make(environment: environment).send(request)
      #expect(response.status == 200)
    }
  }

  @Test func `a certificate of another host is refused, and the trust store is not blamed`()
    async throws
  {
    let server = try TLSServer(name: "DNS:other.example")
    defer { server.stop() }
    let transport = CurlTransport.make(environment: ["SSL_CERT_FILE": server.certificate])
    let error = await transport.failure(of: HTTPRequest("https://127.0.0.1:\(server.port)/"))
    #expect(error?.kind == .certificateOfAnotherHost)
  }

  @Test func `a certificate file that cannot be read is named`() async throws {
    let server = try TLSServer(name: "IP:127.0.0.1")
    defer { server.stop() }
    let transport = CurlTransport.make(environment: ["SSL_CERT_FILE": "/nonexistent/ca.pem"])
    let error = await transport.failure(of: HTTPRequest("https://127.0.0.1:\(server.port)/"))
    #expect(error?.kind == .authoritiesUnreadable("SSL_CERT_FILE=/nonexistent/ca.pem"))
  }

  @Test func `a server without TLS fails the handshake`() async throws {
    let answer = Reply([.send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)), .close])
    let server = try LoopbackServer(greeting: answer) { _ in .text("ok") }
    defer { server.stop() }
    let error = await CurlTransport.make().failure(of: HTTPRequest("https://127.0.0.1:\(server.port)/"))
    #expect(error?.kind == .handshakeFailed)
  }
}
