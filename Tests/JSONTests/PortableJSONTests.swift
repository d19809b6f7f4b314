import JSON
import Testing

struct PortableJSONTests {
  @Test(arguments: Texts.notPortable)
  func `what parsers refuse is replaced, and the length stays`(text: String, portable: String) {
    let bytes = Array(text.utf8)
    let result = PortableJSON(bytes.span)
    #expect(String(decoding: result.bytes, as: UTF8.self) == portable)
    for replacement in result.replacements {
      #expect(text.utf8.dropFirst(replacement.offset).starts(with: replacement.original.utf8))
    }
  }

  @Test(arguments: Texts.accepted + Texts.rejected.filter { !$0.contains("\\ud83d") })
  func `anything else stays as it is`(text: String) {
    let bytes = Array(text.utf8)
    let result = PortableJSON(bytes.span)
    #expect(result.bytes == bytes && result.replacements.isEmpty)
  }
}
