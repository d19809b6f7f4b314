import Connector
import JSON
import Testing

@testable import TikTok

/// Properties that refer to another file.
struct SchemaFileTests {
  private static func file(_ reference: String) -> SchemaFile {
    SchemaFile(
      name: "mine",
      text: #"{"type":"object","properties":{"id":{"type":"string"},"metrics":{"$ref":"\#(reference)"}}}"#)
  }

  @Test func `a reference is replaced with the property it names`() throws {
    let schema = try Self.file("ads_reports.json#/properties/metrics").schema()
    let metrics = try SchemaFile.adsReports.schema()["properties"]?["metrics"]
    #expect(metrics?["properties"]?["spend"] != nil)
    #expect(schema["properties"]?["metrics"] == metrics)
    #expect(schema["properties"]?.object?.names == ["id", "metrics"])
    #expect(schema["type"] == "object")
  }

  @Test(arguments: [
    "no_such.json#/properties/metrics", "ads_reports.json#/properties/nothing",
    "ads_reports.json#/properties",
    "ads_reports.json#/definitions/metrics", "ads_reports.json#/properties/metrics/properties/spend",
    "ads_reports#/properties/metrics", "",
  ])
  func `a reference to a missing property is an error`(reference: String) {
    let error = #expect(throws: SourceFailure.self) { try Self.file(reference).schema() }
    #expect(error?.kind == .system)
    #expect(error?.message == "The schema of `mine` is damaged.")
    #expect(error?.detail == "There is no \(reference).")
  }

  @Test(arguments: ["{", "", "nul"])
  func `a file that is not JSON is an error`(text: String) {
    let error = #expect(throws: SourceFailure.self) { try SchemaFile(name: "mine", text: text).schema() }
    #expect(error?.message == "The schema of `mine` is damaged.")
    #expect(error?.detail?.isEmpty == false)
  }

  @Test(arguments: ["{}", "[]", #"{"properties":[]}"#])
  func `a schema without properties is unchanged`(text: String) throws {
    #expect(try SchemaFile(name: "mine", text: text).schema() == JSON(parsing: text))
  }

  /// A property whose target is itself a reference would not be resolved.
  @Test(arguments: SchemaFile.all.map(\.name))
  func `no reference is left in the embedded files`(name: String) throws {
    let file = try #require(SchemaFile.all.first { $0.name == name })
    #expect(try !file.schema().text.contains("$ref"))
  }
}
