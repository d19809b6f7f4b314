/// Kinds of campaigns that TikTok keeps apart: answers have the standard ones, and the others only if a filter asks for
/// them (§10).
enum CampaignType: Sendable, Equatable {
  case standard
  case topView
  case promote

  static let all: [CampaignType] = [.standard, .topView, .promote]
}
