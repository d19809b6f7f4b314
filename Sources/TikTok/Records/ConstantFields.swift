import JSON

/// The members that every record of a page gets when the API's record lacks them or has null for them.
struct ConstantFields: ~Copyable {
  private let columns: FixedBuffer<Column>
  /// The texts of ``columns``, one after the other.
  private let texts: FixedBuffer<UInt8>

  // Not private: Swift 6.3 fails to compile a generic buffer of a private type that another file destroys.
  struct Column: BitwiseCopyable {
    let field: Int
    /// Where its text ends.
    let end: Int
  }

  /// - Parameters:
  ///   - fields: the members to add; those that are not selected are not added.
  ///   - layout: the layout whose fields they are.
  init(_ fields: [ConstantField], of layout: RecordLayout) {
    var texts: [UInt8] = []
    var columns: [Column] = []
    for each in fields where layout.fields[each.field].disposition != .drop {
      texts += each.text
      columns.append(Column(field: each.field, end: texts.count))
    }
    self.columns = FixedBuffer(columns)
    self.texts = FixedBuffer(texts)
  }

  /// Completes the current record.
  func add(to members: inout WrittenMembers, _ out: inout ByteBuffer) {
    var end = 0
    for index in columns.indices {
      let column = columns[index]
      let text = texts.bytes(from: end, to: column.end)
      end = column.end
      if members.has(column.field) {
        // TikTok adds members of such names to the metrics: `currency` has been seen there, as "0".
        guard members.isNull(column.field, out) || members.isAmongMetrics(column.field) else { continue }
        members.remove(members.extents[column.field], &out)
      }
      let start = out.count
      out.append(text)
      members.end(column.field, from: start, &out)
    }
  }
}
