import JSON

/// A record that a sync must deliver.
struct Fact {
  /// What identifies it in its stream.
  let key: String
  /// Its place in the order of the stream's cursor, as states spell it.
  let cursor: String
  let values: [(path: [String], value: JSON)]

  /// All facts of a stream and an account, or of all accounts, as they are now.
  static func all(
    of stream: SimulatedStream, _ scenario: Scenario, _ tikTok: SimulatedTikTok, account: String? = nil
  ) -> [Fact] {
    tikTok.accounts.filter { account == nil || $0.id == account }.flatMap { account in
      stream.isReport ? rows(stream, scenario, tikTok, account) : objects(stream, scenario, tikTok, account)
    }
  }

  private static func rows(
    _ stream: SimulatedStream, _ scenario: Scenario, _ tikTok: SimulatedTikTok, _ account: SimulatedAccount
  ) -> [Fact] {
    tikTok.rows(
      of: account, by: stream.level, from: scenario.startDay, through: account.today(at: tikTok.moment),
      includeDeleted: scenario.includeDeleted ?? true, isTopView: nil
    ).map { row in
      Fact(
        key: "\(row.object?.id ?? account.id) \(row.day.text)", cursor: row.day.text,
        values: ["spend", "impressions", "clicks"].map {
          (["metrics", $0], .string(row.numbers.text(of: $0) ?? ""))
        })
    }
  }

  private static func objects(
    _ stream: SimulatedStream, _ scenario: Scenario, _ tikTok: SimulatedTikTok, _ account: SimulatedAccount
  ) -> [Fact] {
    let objects = stream.level.flatMap { account.objects[$0] } ?? []
    return objects.compactMap { object in
      guard object.exists(at: tikTok.moment),
        scenario.includeDeleted == true || !object.isDeleted(at: tikTok.moment)
      else { return nil }
      let name = (stream.level?.rawValue ?? "") + "_name"
      let members = object.members(of: account, at: tikTok.moment)
      return Fact(
        key: object.id, cursor: Day.time(object.modified(at: tikTok.moment)),
        values: [name, "operation_status"].map { ([$0], members[$0] ?? .null) })
    }
  }
}
