import JSON
import Testing

@testable import TikTok

/// The scanner against ``RecordModel``, over random pages.
struct `Page scanner and its model` {
  @Test(arguments: blocks(25))
  func `the scanner writes the same lines as the model`(block: Int) throws {
    for seed in block * 100..<(block + 1) * 100 {
      var random = RandomPage(seed: seed)
      let scan = random.scan()
      let page = Array(random.text().utf8)
      _ = try JSON(parsing: page)
      guard try isRight(scan, page, seed: seed) else { return }
    }
  }

  @Test(arguments: blocks(25))
  func `the members of flattened objects are in the same places as in the model`(block: Int) throws {
    for seed in block * 40..<(block + 1) * 40 {
      var random = RandomPage(seed: seed)
      let scan = random.openedScan()
      let page = Array(random.text().utf8)
      guard try isRight(scan, page, seed: seed) else { return }
      guard try isRight(scan, random.damaged(page), seed: seed) else { return }
    }
  }

  @Test(arguments: blocks(25))
  func `damaged pages give the model's lines or are refused`(block: Int) throws {
    for seed in block * 20..<(block + 1) * 20 {
      var random = RandomPage(seed: seed)
      let scan = random.scan()
      let page = Array(random.text().utf8)
      for _ in 0..<5 {
        guard try isRight(scan, random.damaged(page), seed: seed) else { return }
      }
    }
  }

  private func isRight(_ scan: Scan, _ page: [UInt8], seed: Int) throws -> Bool {
    let tree = try? JSON(parsing: page)
    let expected = tree.flatMap { RecordModel(scan: scan).lines(of: $0, page) }
    let result = try? scan.page(page)
    let isRight = try expected.map { try agree($0, result) } ?? (result == nil)
    #expect(isRight, "seed \(seed): \(String(decoding: page, as: UTF8.self)) → \(String(describing: result))")
    return isRight
  }

  private func agree(_ expected: [RecordModel.Line], _ result: Scan.Result?) throws -> Bool {
    guard let result, result.records.count == expected.count else { return false }
    for (index, line) in expected.enumerated() {
      let record = result.records[index]
      guard ModelValue.agree(.object(line.record), try JSON(parsing: record)) else { return false }
      guard Set(result.nulled[index]) == line.nulled, !record.utf8.contains(where: { $0 < 0x20 }) else {
        return false
      }
    }
    return result.summary.emitted == expected.count
  }
}
