extension StreamRow {
  /// A report of type BASIC. With a breakdown there are no lifetimes.
  static func report(_ file: SchemaFile, _ level: DataLevel, by breakdown: Dimension...) -> StreamRow {
    StreamRow(
      file, .basic, level, by: breakdown,
      granularities: breakdown.isEmpty ? Granularity.allCases : [.day, .hour])
  }

  /// A report of type AUDIENCE, by the day unless it says otherwise.
  static func audience(
    _ file: SchemaFile, _ level: DataLevel, by breakdown: Dimension..., granularities: [Granularity] = [.day]
  ) -> StreamRow {
    StreamRow(file, .audience, level, by: breakdown, granularities: granularities)
  }

  /// A report of type PLAYABLE_MATERIAL. It has no time dimension (the type's page of dimensions, 1751617879104514).
  static func playable(_ file: SchemaFile, by breakdown: Dimension...) -> StreamRow {
    StreamRow(file, .playable, by: [.playableID] + breakdown, granularities: [.lifetime])
  }

  /// A report of GMV Max, by campaign and day.
  static func gmvMax(_ file: SchemaFile, _ type: ReportType) -> StreamRow {
    StreamRow(file, type, .campaign, granularities: [.day])
  }

  /// Sums of other streams' reports, by account and day.
  static func reconciliation(_ file: SchemaFile) -> StreamRow {
    StreamRow(
      file, .reconciliation, key: ["advertiser_id", Dimension.statTimeDay.rawValue],
      cursor: Dimension.statTimeDay.rawValue)
  }
}
