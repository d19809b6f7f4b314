import Foundation

/// `openssl s_server` on 127.0.0.1 with its own certificate, made for the test.
final class TLSServer {
  let port: Int
  /// The certificate, in PEM: a client that trusts it trusts the server.
  let certificate: String
  /// A folder that contains only that certificate, under its hash.
  let folder: String
  private let process: Process
  private let directory: URL

  /// Starts a server whose certificate is for that name.
  init(name: String) throws {
    ProxyVariables.removed
    directory = try Tool.temporaryFolder()
    let hashed = directory.appending(path: "hashed")
    try FileManager.default.createDirectory(at: hashed, withIntermediateDirectories: true)
    certificate = directory.appending(path: "certificate.pem").path
    folder = hashed.path
    let key = directory.appending(path: "key.pem").path
    try Tool.run(
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-days", "2", "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(name)", "-keyout", key, "-out",
      certificate)
    let hash = try Tool.run("openssl", "x509", "-hash", "-noout", "-in", certificate)
    let link = String(decoding: hash, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) + ".0"
    try FileManager.default.copyItem(atPath: certificate, toPath: hashed.appending(path: link).path)

    let output = directory.appending(path: "output")
    process = try Tool.start(
      ["openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate, "-key", key],
      output: output)
    port = try Self.port(announcedIn: output)
  }

  func stop() {
    // A process that is started on a pool thread has SIGTERM blocked, like that thread.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: directory)
  }

  /// Waits for the line `ACCEPT 127.0.0.1:12345`.
  private static func port(announcedIn output: URL) throws -> Int {
    for _ in 0..<500 {
      let lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
      let line = lines.first { $0.hasPrefix("ACCEPT ") }
      if let port = line?.split(separator: ":").last.flatMap({ Int($0) }) { return port }
      usleep(10_000)
    }
    throw POSIXError(.ETIMEDOUT)
  }
}
