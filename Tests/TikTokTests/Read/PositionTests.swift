import Testing

@testable import TikTok

/// The cursor from which campaigns of each kind are read.
struct PositionTests {
  private static func position(_ found: [CampaignKind: Bool] = [:]) -> Position {
    var kinds = CampaignKinds(asOf: "2026-11-03")
    for (kind, isThere) in found { kinds.set(kind, isThere) }
    return Position(cursor: .day("2026-10-20"), kinds: kinds)
  }

  @Test(
    arguments: [
      (nil, [:], true), (.standard, [:], true), (.topView, [:], false), (.topView, [.topView: true], true),
      (.topView, [.topView: false], false), (.promote, [.topView: true], false),
    ] as [(CampaignKind?, [CampaignKind: Bool], Bool)])
  func `a cursor applies to the kinds that were read with it`(
    kind: CampaignKind?, found: [CampaignKind: Bool], isCovered: Bool
  ) {
    #expect((Self.position(found).cursor(of: kind) != nil) == isCovered)
  }

  @Test func `a read of everything has no cursor for any kind`() {
    #expect(Position().cursor(of: nil) == nil)
    #expect(Position().cursor(of: .standard) == nil)
  }
}
