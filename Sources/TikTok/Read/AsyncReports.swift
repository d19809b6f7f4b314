import HTTP
import JSON
import Platform

/// Asynchronous reports: TikTok makes them as tasks, which are created, polled and downloaded (§3.7 of the
/// fact sheet).
struct AsyncReports: Sendable {
  private let client: APIClient
  private let clock: any TimeSource

  /// Time between two checks. It begins with the first wait and doubles up to the longest.
  static let firstWait = Duration.seconds(2)
  static let longestWait = Duration.seconds(30)
  /// How long a task may take.
  static let patience = Duration.seconds(3600)

  init(client: APIClient, clock: any TimeSource) {
    self.client = client
    self.clock = clock
  }

  /// Creates a task, waits until it is done, and delivers its output within a place among the requests in
  /// flight.
  /// - Parameters:
  ///   - task: what to make.
  ///   - reading: turns the output into a value. It throws an `APIError` if the output is damaged, which is
  ///     then downloaded again, so nothing is delivered before.
  ///   - deliver: takes what `reading` returned.
  /// - Throws: `APIError`, `CancellationError`, what `deliver` throws.
  func read<Output: Sendable>(
    _ task: AsyncReport, reading: @escaping @Sendable (Page) throws(APIError) -> Output,
    deliver: (Output) async throws -> Void
  ) async throws {
    let created = try await client.document(task.creation)
    guard let id = created["task_id"]?.idText, !id.isEmpty else {
      throw APIError(.page(.unexpectedShape("it has no `data.task_id`")), path: task.creation.path)
    }
    try await finish(id, of: task)
    try await client.occupyPlace {
      let output = try await client.ask(task.download(id)) { page in
        try page.refuseEnvelope(ofTask: id)
        return try reading(page)
      }
      try await deliver(output)
    }
  }

  /// Polls a task until it is done.
  private func finish(_ id: String, of task: AsyncReport) async throws {
    let check = task.check(id)
    var waited = Duration.zero
    var wait = Self.firstWait
    while true {
      try await clock.sleep(for: wait)
      waited += wait
      let data = try await client.document(check)
      let status = data["status"]?.string ?? ""
      switch status {
      case "SUCCESS": return
      case "FAILED", "CANCELED":
        let message = data["message"]?.string ?? ""
        throw APIError(
          .task(id, problem: "ended as \(status)" + (message.isEmpty ? "" : ": \(message)")),
          path: check.path)
      default: break
      }
      guard waited < Self.patience else {
        let minutes = Self.patience.components.seconds / 60
        throw APIError(
          .task(id, problem: "was not done after \(minutes) minutes (status \(status))"), path: check.path)
      }
      wait = min(wait * 2, Self.longestWait)
    }
  }
}

extension Page {
  /// Refuses an envelope in place of a task's output: it is an error, or it names another address, to which
  /// the token must not be sent.
  fileprivate func refuseEnvelope(ofTask id: String) throws(APIError) {
    let bytes = body.bytes
    let span = bytes.span
    let first = JSONScanner.skipSpace(span, 0)
    guard JSONScanner.byte(span, first) == ASCII.openBrace else { return }
    _ = try document()
    throw APIError(.task(id, problem: "has no text as its output"), path: request.path)
  }
}
