import Connector
import JSON
import TestSupport
import Testing

@testable import TikTok

/// Compares the `spec` document with what the configuration accepts.
struct SpecificationTests {
  private static let root = Specification.document["connectionSpecification"] ?? .null
  private static let properties = root["properties"]?.object?.members ?? []
  private static let methods = root["properties"]?["credentials"]?["oneOf"]?.array ?? []

  /// A field of the form with its path.
  struct Field: Sendable, CustomTestStringConvertible {
    let path: String
    let order: Int
    let schema: JSON
    var testDescription: String { path }
  }

  private static let fields: [Field] =
    properties.enumerated().map { Field(path: $1.name, order: $0, schema: $1.value) }
    + methods.flatMap { method in
      (method["properties"]?.object?.members ?? []).enumerated().map {
        Field(path: "\(method["title"]?.string ?? "?").\($1.name)", order: $0, schema: $1.value)
      }
    }

  @Test func `the document has not changed`() throws {
    try expectSnapshot(Specification.document.pretty() + "\n", named: "spec.json")
  }

  @Test func `the form begins with what most connections need, and ends with rates and requests`() {
    #expect(
      Self.properties.prefix(3).map(\.name) == ["credentials", "start_date", "default_period"])
    // Airbyte's form shows fields without a group last, and has a group `advanced` of its own.
    let groups = Self.root["groups"]?.array?.compactMap { $0["id"]?.string } ?? []
    #expect(groups == ["connection", "data", "requests"])
    let places = Self.properties.map { $0.value["group"]?.string.flatMap(groups.firstIndex) ?? -1 }
    #expect(places == places.sorted() && places.first == 0)
    #expect(Self.root["groups"]?.array?.dropFirst().allSatisfy { $0["title"] != nil } == true)
    for property in Self.properties where property.value["always_show"] != nil {
      #expect(property.value["group"] == "connection")
    }
  }

  @Test func `no text holds what a form that shows HTML would take for a tag`() {
    let text = Self.root.pretty()
    #expect(!text.contains("<") && !text.contains("&"))
  }

  @Test func `every property is a known field of the configuration`() {
    let older: Set = ["report_granularity", "access_token", "environment"]
    #expect(Set(Self.properties.map(\.name)).union(older) == Configuration.knownFields)
    #expect(older.isDisjoint(with: Self.properties.map(\.name)))
  }

  @Test(arguments: fields)
  func `a field has an order, a title and a description`(field: Field) {
    #expect(field.schema["order"]?.int == field.order)
    #expect(field.schema["title"]?.string?.isEmpty == false)
    #expect(field.schema["const"] != nil || field.schema["description"]?.string?.hasSuffix(".") == true)
    #expect(field.schema["type"]?.string != nil)
  }

  @Test(arguments: fields)
  func `only keys and tokens are marked as secret`(field: Field) {
    let name = field.path.split(separator: ".").last ?? ""
    #expect(
      (field.schema["airbyte_secret"]?.bool == true) == ["secret", "access_token", "app_id"].contains(name))
  }

  @Test func `each kind of credentials has its own constant`() {
    let kinds = Self.methods.map { $0["properties"]?["auth_type"]?["const"]?.string }
    #expect(kinds == ["oauth2.0", "access_token", "sandbox_access_token"])
    for method in Self.methods {
      let kind = method["properties"]?["auth_type"]
      #expect(kind?["const"] == kind?["default"])
    }
  }

  /// Credentials with a method's constants and these values.
  private static func credentials(_ method: JSON, less missing: String? = nil) -> JSON {
    let values: [String: JSON] = [
      "app_id": "7000", "secret": .string(canarySecret), "access_token": .string(canary),
      "advertiser_id": "7001", "advertiser_ids": ["7001"],
    ]
    let members = (method["properties"]?.object?.members ?? []).filter { $0.name != missing }.map {
      JSONObject.Member($0.name, $0.value["const"] ?? values[$0.name] ?? "?")
    }
    return .object(JSONObject(members))
  }

  @Test(arguments: methods)
  func `each kind of credentials is accepted and requires its fields`(method: JSON) throws {
    #expect(try Configuration.make(credentials: Self.credentials(method)).advertisers == [.make(7001)])
    let required = method["required"]?.array?.compactMap(\.string) ?? []
    for name in method["properties"]?.object?.names ?? [] where name != "auth_type" {
      let partial = Self.credentials(method, less: name)
      if required.contains(name) {
        let error = #expect(throws: SourceFailure.self) { try Configuration.make(credentials: partial) }
        #expect(error?.message.hasPrefix("`credentials.\(name)` is missing.") == true)
      } else {
        _ = try Configuration.make(credentials: partial)
      }
    }
  }

  @Test func `neither credentials nor their kind are required, because older forms lack them`() {
    #expect(Self.root["required"] == nil)
    #expect(Self.root["additionalProperties"] == true)
    for method in Self.methods {
      #expect(method["required"]?.array?.contains("auth_type") == false)
      #expect(method["additionalProperties"] != false)
    }
  }

  @Test(arguments: properties.filter { $0.value["type"] == "integer" })
  func `the limits of numbers are enforced`(property: JSONObject.Member) throws {
    let least = try #require(property.value["minimum"]?.int)
    let most = try #require(property.value["maximum"]?.int)
    for (number, fits) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
      let isTaken = (try? Configuration.make(JSONObject([.init(property.name, .int(number))]))) != nil
      #expect(isTaken == fits, "\(property.name): \(number)")
    }
  }

  @Test func `the limits of the rate are enforced`() throws {
    let rate = try #require(Self.root["properties"]?["requests_per_second"])
    #expect(rate["exclusiveMinimum"] == 0)
    let most = try #require(rate["maximum"]?.int)
    #expect(try Configuration.make(["requests_per_second": .int(most)]).requestsPerSecond == Double(most))
    #expect(throws: SourceFailure.self) { try Configuration.make(["requests_per_second": .int(most + 1)]) }
    #expect(throws: SourceFailure.self) { try Configuration.make(["requests_per_second": 0]) }
    #expect(try Configuration.make(["requests_per_second": .decimal("0.001")]).requestsPerSecond == 0.001)
  }

  @Test(arguments: properties.filter { $0.value["default"] != nil })
  func `a default is what applies when the field is not set`(property: JSONObject.Member) throws {
    let value = try #require(property.value["default"])
    #expect(try Configuration.make(JSONObject([.init(property.name, value)])) == .make())
  }

  @Test func `every level and layout can be chosen`() throws {
    func choices(_ name: String) -> [String]? {
      Self.root["properties"]?[name]?["enum"]?.array?.compactMap(\.string)
    }
    #expect(choices("api_level") == APILevel.allCases.map(\.rawValue))
    #expect(choices("report_layout") == ReportLayout.allCases.map(\.rawValue))
    for layout in ReportLayout.allCases {
      #expect(try Configuration.make(["report_layout": .string(layout.rawValue)]).reportLayout == layout)
    }
  }

  @Test(arguments: properties.filter { $0.value["examples"] != nil })
  func `an example is accepted and changes the configuration`(property: JSONObject.Member) throws {
    for example in property.value["examples"]?.array ?? [] {
      #expect(try Configuration.make(JSONObject([.init(property.name, example)])) != .make())
    }
  }

  @Test func `the platform's authorization sets the fields of oauth2.0`() throws {
    let advanced = try #require(Specification.document["advanced_auth"])
    #expect(advanced["predicate_key"] == ["credentials", "auth_type"])
    #expect(advanced["predicate_value"] == "oauth2.0")
    let known = Self.methods.first?["properties"]?.object?.names ?? []
    let details = advanced["oauth_config_specification"]
    for part in ["complete_oauth_output_specification", "complete_oauth_server_output_specification"] {
      for property in details?[part]?["properties"]?.object?.members ?? [] {
        let path = property.value["path_in_connector_config"]?.array?.compactMap(\.string)
        #expect(path == ["credentials", property.name])
        #expect(known.contains(property.name))
      }
    }
  }
}
