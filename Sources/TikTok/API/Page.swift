import HTTP

/// One answer of the API, not yet looked into.
struct Page: Sendable {
  let request: APIRequest
  let body: ResponseBody
  /// The header by which TikTok admits that it left ads out of a report (§3.3 of the fact sheet); nil mostly.
  let truncation: String?

  static let truncationHeader = "X-Tt-Ads-Throttle"
}
