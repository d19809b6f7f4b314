/// The levels below an account.
enum ObjectLevel: String, CaseIterable, Sendable {
  case campaign
  case adGroup = "adgroup"
  case ad

  /// The member that holds an object's id.
  var id: String { rawValue + "_id" }
  var path: String { rawValue + "/get/" }
  /// The filter of reports by the status of the objects (1740302848100353).
  var statusFilter: String { rawValue + "_status" }
}
