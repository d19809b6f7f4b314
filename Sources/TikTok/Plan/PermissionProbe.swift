import Connector

/// The smallest request that tells whether streams can be read: one record of their endpoint. Permissions are granted by
/// endpoint, and reports of different types need different ones.
struct PermissionProbe: Sendable {
  let request: APIRequest
  /// The streams that need the endpoint, in the order of the table.
  let streams: [StreamName]

  /// The probes for all streams that can be requested without looking up other objects. Streams about objects of a list
  /// count to the list's probe, and sums to that of the reports. What a check has asked for already is missing.
  /// - Parameters:
  ///   - streams: those that the configuration offers.
  ///   - account: that is asked about.
  ///   - day: that reports are asked for.
  ///   - today: for requests that depend on the time.
  /// - Returns: in the order of the table.
  static func all(
    for streams: [Stream], of account: AdvertiserID, on day: CalendarDay, today: Today
  ) -> [PermissionProbe] {
    var probes: [PermissionProbe] = []
    var places: [String: Int] = [:]
    for stream in streams where stream.parents == nil {
      guard let request = request(for: stream, of: account, on: day, today: today) else { continue }
      let place = places[kind(of: stream)] ?? probes.count
      if place == probes.count {
        places[kind(of: stream)] = place
        let dependants = streams.filter {
          ($0.parents != nil || $0.endpoint == .reconciliation) && needs($0) == kind(of: stream)
        }
        probes.append(PermissionProbe(request: request, streams: [stream.name] + dependants.map(\.name)))
      } else {
        probes[place] = PermissionProbe(
          request: probes[place].request, streams: probes[place].streams + [stream.name])
      }
    }
    return probes
  }

  /// What streams must have in common for one probe to stand for them.
  private static func kind(of stream: Stream) -> String {
    [stream.endpoint.path.rawValue, stream.report?.type.rawValue, stream.businessCenter?.text]
      .compactMap(\.self).joined(separator: " ")
  }

  /// The kind of the stream whose records another stream is read by.
  private static func needs(_ stream: Stream) -> String {
    switch (stream.endpoint, stream.parents) {
    case (.reconciliation, _): "\(EndpointPath.reports) \(ReportType.basic.rawValue)"
    case (_, .goals): EndpointPath.campaigns.rawValue
    case (_, let parents): parents?.list?.path.rawValue ?? ""
    }
  }

  private static func request(
    for stream: Stream, of account: AdvertiserID, on day: CalendarDay, today: Today
  ) -> APIRequest? {
    switch stream.endpoint {
    case .accounts, .grants, .reconciliation: return nil
    case .entity(let endpoint):
      return endpoint.requests(
        of: account, since: nil, isDated: false, today: today, includeDeleted: false, fields: nil,
        pageSize: 1, sorts: false
      ).first?.request
    case .report(let report):
      return report.request(
        of: stream.businessCenter ?? account, in: DateWindow(start: day, end: day),
        metrics: [report.type.simplestMetric], includeDeleted: false, pageSize: 1)
    }
  }
}
