import Connector
import Foundation
import JSON
import TestSupport
import Testing

@testable import Airbyte

struct `State file` {
  private let folder: TemporaryFolder
  private var path: String { "\(folder.path)/state.jsonl" }

  init() throws { folder = try TemporaryFolder() }

  private func states() throws -> StateDocument {
    let file = DocumentFile(role: .state, path: path, option: .resume)
    return try StateDocument(file, try file.bytes())
  }

  private func leftOver() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".new") }
  }

  @Test func `a file that does not exist takes the states of a first read`() throws {
    var file = try StateFile(path: path)
    #expect(!FileManager.default.fileExists(atPath: path))
    file.note(StreamDescriptor("a"), ["n": 1])
    file.note(StreamDescriptor("b", namespace: "x"), ["n": 2])
    file.note(StreamDescriptor("a"), ["n": 3])
    let error = file.save()
    #expect(error == nil)
    #expect(try states()["a"] == ["n": 3])
    #expect(try states()["b"] == ["n": 2])
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[1].contains(#""namespace":"x""#))
    #expect(try leftOver() == [])
  }

  @Test func `states of streams that are not read stay, also those that cannot be used`() throws {
    let text = #"{"stream_descriptor":{"name":"a"},"stream_state":{"n":1}}"#
    try "\(text)\n\(#"{"stream_descriptor":{"name":"b"},"stream_state":"odd"}"#)\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    var file = try StateFile(path: path)
    file.take(try states())
    file.note(StreamDescriptor("c"), ["n": 2])
    let error = file.save()
    #expect(error == nil)
    #expect(try states()["a"] == ["n": 1])
    #expect(try states()["c"] == ["n": 2])
    #expect(try states().mistaken == ["b": "odd"])
  }

  @Test func `without a new state the file is not touched`() throws {
    var file = try StateFile(path: path)
    file.take(.none)
    let error = file.save()
    #expect(error == nil)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `two reads do not share a file`() throws {
    do {
      let first = try StateFile(path: path)
      #expect(throws: StateFileError(path: path, problem: .inUse)) { _ = try StateFile(path: path) }
      let isBehind = first.isBehind
      #expect(!isBehind)
    }
    #expect(throws: Never.self) { _ = try StateFile(path: path) }
  }

  @Test func `a link is followed, and the mode of a file stays`() throws {
    try "".write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    let link = "\(folder.path)/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    var file = try StateFile(path: link)
    file.note(StreamDescriptor("a"), ["n": 1])
    let error = file.save()
    #expect(error == nil)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
    #expect(try states()["a"] == ["n": 1])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o640)
  }

  @Test func `a file that cannot be written is named with the reason`() throws {
    let nowhere = "\(folder.path)/none/state.jsonl"
    #expect(throws: StateFileError(path: nowhere, problem: .unwritable(code: 2))) {
      _ = try StateFile(path: nowhere)
    }
    let directory = "\(folder.path)/directory"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    var file = try StateFile(path: directory)
    file.note(StreamDescriptor("a"), ["n": 1])
    let told = file.save()
    #expect(told?.message.contains("Is a directory") == true)
    #expect(told?.message.contains("--resume") == true)
    let again = file.save()
    let failure = file.failure
    #expect(again == nil, "it has been told")
    #expect(failure?.message.contains("the next read begins where this one began") == true)
    let isBehind = file.isBehind
    #expect(isBehind)
    #expect(try leftOver() == [])
  }
}
