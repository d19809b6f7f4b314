import JSON
import TestSupport
import Testing

@testable import TikTok

/// Pages that are truncated or damaged.
struct `Page scanner and damage` {
  static let sample = Scan.page(
    #"""
    {"dimensions":{"ad_id":"1728545390695442","stat_time_day":"2026-11-03 00:00:00"},"metrics":{"spend":"14.680",
    "clicks":"9","ad_name":"Größe \"😀\" \ud83d\ude00\n","is_aco":"false","image_ids":["a",15,null],"cpm":-1.5e+3}},
    {"metrics":{"clicks":1079,"spend":"-","x":[{"a":[true,false,null]}]},"dimensions":{"stat_time_day":"2026-11-04",
    "ad_id":7,"ad_id":"8"},"metrics":{"clicks":"12.0","is_aco":1},"currency":"\u0045UR"}
    """#, info: #","page_info":{"page":1,"page_size":1000,"total_number":2,"total_page":1}"#)

  private let layout = Scan.report.layout

  @Test func `the undamaged sample is accepted`() throws {
    let result = try Scan.report.page(Self.sample)
    #expect(result.summary.records == 2)
    #expect(result.summary.misfits == [])
  }

  @Test func `a page that is truncated anywhere is refused as truncated`() {
    let bytes = Array(Self.sample.utf8)
    for count in bytes.indices {
      let error = #expect(throws: PageError.self) { try Scan.report.page(Array(bytes[..<count]), by: layout) }
      #expect(error == .malformed(.truncated(at: count)))
    }
  }

  /// A changed byte within a value may go unnoticed, but it must never lead to a line that is not JSON.
  @Test func `a page with one byte changed is refused or leads to valid JSON`() throws {
    let telling =
      Array("\"\\{}[],:0-.eu ntf\n\u{0}\u{1f}".utf8) + [0x7f, 0x80, 0xbf, 0xc0, 0xc3, 0xed, 0xf0, 0xff]
    var random = Seeded(7)
    var bytes = Array(Self.sample.utf8)
    for place in bytes.indices {
      let original = bytes[place]
      for byte in telling + (0..<4).map({ _ in UInt8(random.below(256)) }) {
        bytes[place] = byte
        try expectJSON(from: bytes)
      }
      bytes[place] = original
    }
  }

  @Test func `a page with a byte too many or too few is refused or leads to valid JSON`() throws {
    var random = Seeded(8)
    let bytes = Array(Self.sample.utf8)
    for place in bytes.indices {
      var shorter = bytes
      shorter.remove(at: place)
      try expectJSON(from: shorter)
      for byte in Array("\"\\{}[],:0".utf8) + [UInt8(random.below(256))] {
        var longer = bytes
        longer.insert(byte, at: place)
        try expectJSON(from: longer)
      }
    }
  }

  @Test func `a page with a piece repeated, moved or lost is refused or leads to valid JSON`() throws {
    var random = Seeded(9)
    let bytes = Array(Self.sample.utf8)
    for _ in 0..<3_000 {
      var changed = bytes
      let from = random.below(bytes.count)
      let piece = changed[from..<min(from + 1 + random.below(40), bytes.count)]
      if random.oneIn(2) { changed.removeSubrange(piece.startIndex..<piece.endIndex) }
      if !random.oneIn(3) { changed.insert(contentsOf: piece, at: random.below(changed.count)) }
      try expectJSON(from: changed)
    }
  }

  private func expectJSON(from bytes: [UInt8]) throws {
    let result: Scan.Result
    do {
      result = try Scan.report.page(bytes, by: layout)
    } catch {
      return
    }
    // The parser has to accept what the scanner accepts, because they have the same grammar.
    _ = try JSON(parsing: bytes)
    for record in result.records {
      _ = try JSON(parsing: record)
      #expect(!record.utf8.contains { $0 < 0x20 })
    }
  }
}
