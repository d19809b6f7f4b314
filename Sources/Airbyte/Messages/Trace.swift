import Connector
import JSON
import Secrets

/// The content of a TRACE message.
enum Trace: Sendable {
  /// Something failed: one stream, or everything.
  case error(SourceFailure, StreamDescriptor?)
  case status(StreamStatus, StreamDescriptor, quotaReset: Int? = nil)
  /// The total number of records of the stream.
  case estimate(Int, StreamDescriptor)

  /// The progress of a stream.
  enum StreamStatus: String, Sendable {
    case started = "STARTED"
    case running = "RUNNING"
    case complete = "COMPLETE"
    case incomplete = "INCOMPLETE"
  }

  func redacted(by redaction: Redaction) -> Trace {
    guard case .error(let failure, let stream) = self else { return self }
    let blanked = SourceFailure(
      failure.kind, redaction(failure.message), detail: failure.detail.map { redaction($0) })
    return .error(blanked, stream)
  }

  func json(at moment: Int) -> JSON {
    switch self {
    case .error(let failure, let stream):
      var error: JSONObject = ["message": .string(failure.message)]
      error["internal_message"] = failure.detail.map(JSON.string)
      error["failure_type"] = .string(failure.kind.rawValue)
      error["stream_descriptor"] = stream?.json
      return ["type": "ERROR", "emitted_at": .int(moment), "error": .object(error)]
    case .status(let status, let stream, let quotaReset):
      var report: JSONObject = ["stream_descriptor": stream.json, "status": .string(status.rawValue)]
      report["reasons"] = quotaReset.map {
        [["type": "RATE_LIMITED", "rate_limited": ["quota_reset": .int($0)]]]
      }
      return ["type": "STREAM_STATUS", "emitted_at": .int(moment), "stream_status": .object(report)]
    case .estimate(let records, let stream):
      var estimate: JSONObject = ["name": .string(stream.name.rawValue)]
      estimate["namespace"] = stream.namespace.map(JSON.string)
      estimate["type"] = "STREAM"
      estimate["row_estimate"] = .int(records)
      return ["type": "ESTIMATE", "emitted_at": .int(moment), "estimate": .object(estimate)]
    }
  }
}
