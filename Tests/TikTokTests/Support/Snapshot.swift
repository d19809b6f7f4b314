import Foundation
import Testing

/// Compares a text with the file of that name under `Snapshots`. With RECORD_SNAPSHOTS=1 the file is rewritten
/// instead, and the test fails as a reminder to review the difference.
func expectSnapshot(
  _ text: String, named name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(filePath: #filePath).appending(path: "../../Snapshots").standardized
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
func expectBlock(
  _ text: String, named name: String, of page: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).appending(path: "../../../../\(page)").standardized
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
