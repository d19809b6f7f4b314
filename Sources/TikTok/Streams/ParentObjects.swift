/// The objects of an account that a stream's requests are about. They have to be looked up first.
enum ParentObjects: Sendable, Hashable {
  /// So many objects per request, named in a parameter.
  case objects(ObjectList, parameter: String, perRequest: Int)
  /// As ``objects(_:parameter:perRequest:)``, for at most 30 days per request, in the parameter `date_range`. The
  /// days are in UTC (§6).
  case objectsByDays(ObjectList, parameter: String, perRequest: Int)
  /// Each pair of objective and optimization goal that the account's campaigns have. TikTok wants both in a request,
  /// and all possible pairs would be hundreds of requests per account.
  case goals

  static let audiences: ParentObjects =
    .objects(.audiences, parameter: "custom_audience_ids", perRequest: 100)
  static let pixelsByDays: ParentObjects = .objectsByDays(.pixels, parameter: "pixel_ids", perRequest: 10)
  /// One shop per request (1824721673497601).
  static let stores: ParentObjects = .objects(.stores, parameter: "store_ids", perRequest: 1)

  /// The list to look the objects up in; nil where there is no single one.
  var list: ObjectList? {
    switch self {
    case .objects(let list, parameter: _, perRequest: _),
      .objectsByDays(let list, parameter: _, perRequest: _):
      list
    case .goals: nil
    }
  }

  /// The fields that identify a record about one of the objects.
  var key: [String] {
    switch self {
    case .objects(let list, parameter: _, perRequest: _): [list.id]
    case .objectsByDays(let list, parameter: _, perRequest: _): [list.id, DateRangeField.start]
    case .goals: ["advertiser_id", "objective_type", "optimization_goal"]
    }
  }
}
