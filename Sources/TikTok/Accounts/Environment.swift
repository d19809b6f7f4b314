/// The two environments of TikTok's API (§1 of the fact sheet).
enum Environment: String, Sendable, CaseIterable {
  case production, sandbox
}
