/// What all streams of a sync share: the client, and what has been looked up of the accounts.
struct SyncContext: Sendable {
  let client: APIClient
  let accounts: AccountDirectory
  let objects: ObjectLookup
  let kinds: CampaignKindLookup
  let attribution: AttributionLookup
  let asyncReports: AsyncReports
  /// Which days had nothing; nil where the user has not asked for it.
  let activity: IdleDays?
}
