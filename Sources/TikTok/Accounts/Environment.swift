/// TikTok's two worlds (§1 of the fact sheet).
enum Environment: String, Sendable, CaseIterable {
  case production, sandbox
}
