import JSON
import Testing

/// A world that breaks a law becomes small, and can be played again.
struct ShrinkingTests {
  /// A law that most worlds break: there is no record of a stream.
  private static func noRecord(of stream: String) -> Chronicle.Law {
    { run, _ throws(Violation) in
      let text = String(decoding: run.output, as: UTF8.self)
      try Violation.unless(!text.contains(#""stream":"\#(stream)","data""#), "there is a record of \(stream)")
    }
  }

  /// A law that needs weather to be broken: no answer is refused.
  private static let noRefusal: Chronicle.Law = { run, _ throws(Violation) in
    for exchange in run.exchanges {
      if case .refused = exchange.fate { throw Violation("\(exchange.url) is refused") }
    }
  }

  private func first(_ law: @escaping Chronicle.Law, _ isFit: (World) -> Bool) throws -> Chronicle {
    for seed in 0..<1_000 {
      let world = try World(seed: seed)
      guard isFit(world), case let chronicle = try world.play(also: law), !chronicle.violations.isEmpty
      else { continue }
      return chronicle
    }
    preconditionFailure("no world breaks the law")
  }

  @Test func `only what breaks the law remains, and it is played again as it was`() throws {
    let law = Self.noRecord(of: "campaigns")
    let chronicle = try first(law) { world in
      let streams = world.scenario.streams.map(\.name)
      return streams.contains("campaigns") && streams.count > 2 && world.tikTok.accounts.count > 1
        && !world.isCalm && !world.scenario.optionNames.isEmpty
    }
    let smallest = try Shrinking(law: law).smallest(of: chronicle)
    let world = smallest.world
    #expect(world.scenario.streams.map(\.name) == ["campaigns"])
    #expect(world.scenario.optionNames == [])
    #expect(world.tikTok.accounts.count == 1)
    // Objects that no request asks for stay, because the story is the same without them.
    #expect(world.tikTok.accounts.first?.objects[.campaign]?.count == 1)
    #expect(smallest.runs.flatMap(\.exchanges).allSatisfy { $0.fate == .answered })
    #expect(smallest.runs.count == 1)
    #expect(smallest.failures.count == 1)
    let omissions = try Omissions("\(world.omissions)")
    #expect(try World(seed: world.seed, without: omissions).play(also: law).story == smallest.story)
  }

  @Test func `the fault that breaks the law remains alone`() throws {
    let chronicle = try first(Self.noRefusal) { $0.scenario.streams.count > 2 }
    let smallest = try Shrinking(law: Self.noRefusal).smallest(of: chronicle)
    let faults = smallest.runs.flatMap(\.exchanges).map(\.fate).filter { $0 != .answered }
    // Another fault may have to come first, so that there are as many requests.
    #expect(faults.last.map(\.kind) == "refused")
    #expect(faults.count <= 2)
    #expect(smallest.runs.count <= chronicle.runs.count)
    #expect(smallest.runs.allSatisfy { !$0.wasKilled && !$0.wasTerminated })
  }

  @Test func `the story tells everything in order`() throws {
    let law = Self.noRecord(of: "campaigns")
    let story = try first(law) { $0.isCalm && $0.scenario.streams.map(\.name) == ["campaigns"] }.story
    var rest = story[...]
    for text in [
      "run 1.1 at 2026-11-03", "request 0, answered: https://", "oauth2/advertiser/get/", "answer 0: 200 {",
      "output:", #""status":"STARTED""#, "campaign/get/", #""campaign_id""#, #""type":"RECORD""#,
      #""type":"STATE""#, "success after", "run 1.1: there is a record of campaigns",
    ] {
      let place = rest.firstRange(of: text)
      #expect(place != nil, "\(text) is missing, or too early")
      rest = rest[(place?.upperBound ?? rest.startIndex)...]
    }
  }

  @Test func `a part that is taken away leaves the others as they were`() throws {
    for seed in 0..<30 {
      let world = try World(seed: seed)
      for name in world.accountNames + world.scenario.optionNames + ["faults"] {
        let smaller = try World(seed: seed, without: Omissions(name))
        let left = Set(smaller.accountNames)
        let accounts = zip(world.accountNames, world.tikTok.accounts).filter { left.contains($0.0) }.map(\.1)
        #expect(smaller.tikTok.accounts.map(\.id) == accounts.map(\.id))
        #expect(
          smaller.tikTok.accounts.map { $0.objects[.ad]?.map(\.changes) }
            == accounts.map { $0.objects[.ad]?.map(\.changes) })
        #expect(smaller.scenario.streams == world.scenario.streams)
      }
    }
  }

  @Test func `the law of a violation is the same in all worlds`() {
    #expect(
      Violation("ads 7000000000000000001: the cursor goes back from 2026-11-02 10:00:00 to 2026-11-01").law
        == Violation("campaigns 7: the cursor goes back from 2026-01-01 to 2026-01-02 00:00:00").law)
    #expect(Violation("ads: 17 is missing at the end").law == "… is missing at the end")
    #expect(
      Violation("a line is no JSON: {").law != Violation("a state of an unknown stream: {}").law)
  }

  @Test(arguments: ["acount-1", "run-1", "faults-1.1-from-", "fault-1.1", "stream-", "days-x"])
  func `a name that no part has is refused`(name: String) {
    #expect(throws: Omissions.UnknownPart.self) { try Omissions("deaths,\(name)") }
  }

  @Test func `a later number takes the place of an earlier one`() throws {
    let omissions = try Omissions("days-3,faults-1.1-from-9,faults-1.2-from-9,account-1")
    #expect(
      omissions.adding("days-5").adding("faults-1.1-from-4").description
        == "faults-1.2-from-9,account-1,days-5,faults-1.1-from-4")
  }
}
