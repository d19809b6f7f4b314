/// How a stream's records are requested. The API has only a few kinds of endpoints.
enum Endpoint: Sendable, Hashable {
  /// `advertiser/info/`, for many accounts in one request.
  case accounts
  /// `oauth2/advertiser/get/`: the accounts that the token was granted, all in one request.
  case grants
  /// A list of one account's objects.
  case entity(EntityEndpoint)
  /// A report, for one account and a run of days per request.
  case report(Report)
  /// Sums of reports, by account and day. They are computed from the requests of other streams.
  case reconciliation

  var path: EndpointPath {
    switch self {
    case .accounts: .accounts
    case .grants: .grants
    case .entity(let endpoint): endpoint.path
    case .report(let report): report.type.path
    case .reconciliation: ReportType.basic.path
    }
  }
}

extension ReportType {
  /// The synchronous endpoint of such reports.
  var path: EndpointPath { promotion == nil ? .reports : .gmvMaxReports }
}
