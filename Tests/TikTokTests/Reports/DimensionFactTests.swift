import JSON
import Testing

@testable import TikTok

struct DimensionFactTests {
  @Test func `every row of the file is a fact with a unique name`() throws {
    let rows = try #require(JSON(parsing: FactFile.dimensions.text).array)
    #expect(rows.count == 45)
    #expect(DimensionFact.all.count == rows.count)
    for row in rows {
      let fact = try #require(DimensionFact.all[row["name"]?.string ?? ""])
      #expect(JSON.string(fact.kind) == row["kind"] && JSON.string(fact.type) == row["type"])
      #expect(fact.reports.count == row["reports"]?.array?.count)
      #expect(!fact.reports.isEmpty)
    }
  }

  @Test func `the reports of a dimension are report types, with GMV Max as one`() {
    let types = Set(ReportType.integrated.map(\.rawValue)).union(["GMV_MAX"])
    #expect(DimensionFact.all.values.allSatisfy { $0.reports.isSubset(of: types) })
  }

  @Test func `time and level dimensions match the granularities and levels`() {
    let times = DimensionFact.all.values.filter { $0.kind == "time" }.map(\.name)
    #expect(Set(times) == Set(Granularity.allCases.compactMap { $0.dimension?.rawValue }))
    let ids = DimensionFact.all.values.filter { $0.kind == "id" }.map(\.name)
    #expect(Set(ids) == Set(DataLevel.allCases.map(\.idDimension.rawValue)).union(["ad_id_v2"]))
  }

  @Test(arguments: StreamTable.catalog().filter { $0.report != nil })
  func `the dimensions of the table's reports are documented for their types`(stream: TikTok.Stream) throws {
    let report = try #require(stream.report)
    let type = report.type.promotion == nil ? report.type.rawValue : "GMV_MAX"
    for dimension in report.dimensions where type != "GMV_MAX" || dimension != "campaign_id" {
      let fact = try #require(DimensionFact.all[dimension.rawValue], "\(dimension.rawValue)")
      #expect(fact.reports.contains(type), "\(dimension.rawValue)")
    }
  }
}
