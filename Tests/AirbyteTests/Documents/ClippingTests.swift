import Connector
import Testing

struct `Clipping of what documents hold` {
  @Test(arguments: [
    ("", ""), ("spend", "spend"), (String(repeating: "x", count: 60), String(repeating: "x", count: 60)),
    (String(repeating: "x", count: 61), String(repeating: "x", count: 60) + "…"),
    (String(repeating: "é", count: 100), String(repeating: "é", count: 60) + "…"),
  ])
  func `a long text is cut to its beginning`(text: String, shown: String) {
    #expect(text.clipped == shown)
    #expect(text[...].clipped == shown)
  }
}
