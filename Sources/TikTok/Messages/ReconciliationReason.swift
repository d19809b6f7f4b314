/// Why the sums of the levels and the account's own report differ: sentences in the records of
/// `spend_reconciliation_daily`.
enum ReconciliationReason {
  /// A level, or GMV Max, that TikTok does not return completely.
  static func partMissing(_ part: String, _ error: APIError) -> String {
    "\(part): missing, because TikTok does not give it (\(error))."
  }

  /// The campaigns of a kind that TikTok does not return at a level.
  static func partMissing(_ part: String, _ kind: CampaignKind, _ error: APIError) -> String {
    "\(part): what belongs to \(kind.title) campaigns is missing, because TikTok does not give it (\(error))."
  }

  /// A metric that TikTok does not return at a level.
  static func partMissing(_ part: String, metric: String) -> String {
    "\(part): `\(metric)` is missing, because TikTok refuses it, as a warning of this sync tells."
  }

  /// A shop that TikTok does not report on.
  static func partMissing(_ part: String, shop: String, _ error: APIError) -> String {
    "\(part): what belongs to shop \(shop) is missing, because TikTok does not give it (\(error))."
  }

  static let dayNotOver = "The day may not be over: TikTok brings the levels up to date one after the other."
  static let differenceOfGMVMax =
    "It is as much as the cost of GMV Max, which only the account's report may count."
  static let withoutPromote = "Promote campaigns are left out, because `include_promote` is false."
  static let withoutDeleted = "Deleted objects are left out, because `include_deleted` is false."
  static let differenceUnexplained =
    "No reason is known. What TikTok counts for the account alone, such as Branded Mission, may be part of it."
}
