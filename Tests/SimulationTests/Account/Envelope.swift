import JSON

/// The outer object of every answer (§1).
enum Envelope {
  static func data(_ data: JSON) -> JSON { envelope(0, "OK", data) }

  static func refusal(_ refusal: Refusal) -> JSON { envelope(refusal.code, refusal.message, [:]) }

  /// One page of some records, made by `json`.
  static func page<Record>(
    _ records: [Record], _ query: Query, _ json: (Record) -> JSON
  ) throws(Refusal) -> JSON {
    let page = try query.number("page", in: 1...1_000_000, or: 1)
    let size = try query.number("page_size", in: 1...1_000, or: 10)
    let info: JSON = [
      "page": .int(page), "page_size": .int(size), "total_number": .int(records.count),
      "total_page": .int((records.count + size - 1) / size),
    ]
    let list = records.dropFirst((page - 1) * size).prefix(size).map(json)
    return ["list": .array(list), "page_info": info]
  }

  private static func envelope(_ code: Int, _ message: String, _ data: JSON) -> JSON {
    ["code": .int(code), "message": .string(message), "request_id": "20261103000000", "data": data]
  }
}
