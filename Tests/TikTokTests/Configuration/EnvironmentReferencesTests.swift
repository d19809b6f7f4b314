import Connector
import JSON
import Testing

@testable import TikTok

struct EnvironmentReferencesTests {
  private let variables = [
    "TIKTOK_TOKEN": "t0", "TIKTOK_IDS": "7001,7002", "TIKTOK_EMPTY": "", "HOME": "/root",
  ]

  @Test func `a reference is replaced with the variable's value at any depth`() throws {
    let document: JSON = [
      "credentials": ["access_token": "${TIKTOK_TOKEN}", "n": 1],
      "list": [["x": "${TIKTOK_IDS}"], nil, true],
    ]
    let resolved = try document.resolvingReferences(in: variables)
    #expect(
      resolved == ["credentials": ["access_token": "t0", "n": 1], "list": [["x": "7001,7002"], nil, true]])
    #expect(resolved.object?.names == ["credentials", "list"])
  }

  @Test(arguments: [
    "x${TIKTOK_TOKEN}", "${TIKTOK_TOKEN}x", "$TIKTOK_TOKEN", "{TIKTOK_TOKEN}", "TIKTOK_TOKEN", "${", "}",
  ])
  func `text that only contains something like a reference stays unchanged`(text: String) throws {
    #expect(try JSON.string(text).resolvingReferences(in: variables) == .string(text))
  }

  @Test func `member names are not references`() throws {
    let document: JSON = ["${TIKTOK_TOKEN}": "x"]
    #expect(try document.resolvingReferences(in: variables) == document)
  }

  @Test(arguments: ["${HOME}", "${}", "${TIKTOK-TOKEN}", "${tiktok_token}", "${TIKTOK_TOKEN }"])
  func `only TikTok's variables are read, and an invalid name is hidden because it may be a secret`(
    reference: String
  ) {
    let document: JSON = ["credentials": ["list": [.string(reference)]]]
    let error = #expect(throws: SourceFailure.self) { try document.resolvingReferences(in: variables) }
    #expect(error?.kind == .configuration)
    #expect(error?.message.hasPrefix("`credentials.list[0]` has the form ${…}") == true)
    #expect(error?.message.contains("TIKTOK_ are read") == true)
    #expect(error?.message.contains(reference) == false)
    #expect(error?.message.contains("/root") == false)
  }

  @Test(arguments: ["TIKTOK_ABSENT", "TIKTOK_EMPTY"])
  func `a variable without a value is named in the error`(name: String) {
    let document: JSON = ["credentials": ["access_token": .string("${\(name)}")]]
    let error = #expect(throws: SourceFailure.self) { try document.resolvingReferences(in: variables) }
    #expect(
      error?.message
        == "`credentials.access_token` refers to the environment variable \(name), which is not set, or is empty. "
        + "Set it for the connector's process, or write the value itself.")
  }

  @Test func `a value that looks like a reference is not resolved`() throws {
    let chained = ["TIKTOK_A": "${TIKTOK_B}", "TIKTOK_B": "b"]
    #expect(try JSON.string("${TIKTOK_A}").resolvingReferences(in: chained) == "${TIKTOK_B}")
  }
}
