import JSON

/// Bytes → value → bytes → value. The program accepts the same texts as the grammar, and writes back the same value.
struct TextTarget: FuzzTarget {
  func take(_ input: [UInt8]) {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let isValid = Grammar.accepts(input.starts(with: mark) ? input[3...] : input[...])
    do throws(JSONError) {
      let value = try JSON(parsing: input)
      require(isValid, "what is not JSON was taken")
      let text = value.bytes
      require(!text.contains { $0 < 0x20 }, "the text holds a control character")
      require(Grammar.accepts(text[...]), "the text is not JSON")
      guard let again = try? JSON(parsing: text) else { fatalError("the text cannot be read back") }
      require(again == value, "the text reads otherwise")
      require(again.bytes == text, "the text changes when it is written again")
    } catch {
      require(!isValid, "JSON was refused: \(error)")
      require((0...input.count).contains(error.offset), "the fault is not in the text")
    }
  }
}
