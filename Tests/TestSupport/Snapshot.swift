import Foundation
package import Testing

/// Compares a text with the file of that name under the `Snapshots` of the test's target. With RECORD_SNAPSHOTS=1 the file is rewritten
/// instead, and the test fails as a reminder to review the difference.
package func expectSnapshot(
  _ text: String, named name: String, of test: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let tests = URL(filePath: #filePath).appending(path: "../..").standardized.path
  let target = test.dropFirst(tests.count + 1).prefix { $0 != "/" }
  let folder = URL(filePath: tests).appending(path: "\(target)/Snapshots")
  let file = folder.appending(path: name)
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    Issue.record("Recorded \(name).", sourceLocation: sourceLocation)
    return
  }
  let expected = try? String(contentsOf: file, encoding: .utf8)
  #expect(text == expected, sourceLocation: sourceLocation)
}

/// Compares a text with the part of a repository page between the comments `name` and `/name`. With
/// RECORD_SNAPSHOTS=1 it is written there instead, and the test fails.
package func expectBlock(
  _ text: String, named name: String, of page: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).appending(path: "../../../\(page)").standardized
  var content = try String(contentsOf: file, encoding: .utf8)
  let begin = try #require(content.range(of: "<!-- \(name) -->\n"), sourceLocation: sourceLocation)
  let end = try #require(content.range(of: "\n<!-- /\(name) -->"), sourceLocation: sourceLocation)
  let block = begin.upperBound..<end.lowerBound
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
    content.replaceSubrange(block, with: text)
    try Data(content.utf8).write(to: file)
    Issue.record("Recorded \(name) in \(page).", sourceLocation: sourceLocation)
    return
  }
  #expect(content[block] == text, sourceLocation: sourceLocation)
}
