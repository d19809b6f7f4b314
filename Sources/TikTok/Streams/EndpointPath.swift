/// The path of an endpoint, relative to the base URL, with a slash at its end.
///
/// Paths that are used in more than one place have a name here. Those of a single row stand in the row.
struct EndpointPath: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  let rawValue: String

  init(rawValue: String) { self.rawValue = rawValue }
  init(stringLiteral value: String) { rawValue = value }

  static let accounts: EndpointPath = "advertiser/info/"
  static let grants: EndpointPath = "oauth2/advertiser/get/"
  static let campaigns: EndpointPath = "campaign/get/"
  static let adGroups: EndpointPath = "adgroup/get/"
  static let ads: EndpointPath = "ad/get/"
  static let reports: EndpointPath = "report/integrated/get/"
  static let gmvMaxReports: EndpointPath = "gmv_max/report/get/"
  static let reportTaskCreation: EndpointPath = "report/task/create/"
  static let reportTaskCheck: EndpointPath = "report/task/check/"
  static let reportTaskDownload: EndpointPath = "report/task/download/"
}

extension EndpointPath: CustomStringConvertible {
  var description: String { rawValue }
}
