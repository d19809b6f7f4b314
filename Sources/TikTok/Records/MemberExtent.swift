/// Where a member lies in the output: from its key's quote to the end of its value.
struct MemberExtent: BitwiseCopyable {
  /// The number of the object that it is a member of; 0 for a member that was removed again.
  var object = 0
  var start = 0
  var value = 0
  var end = 0

  /// Moves up by what was removed before it or within it.
  mutating func close(_ gap: Range<Int>) {
    if start >= gap.upperBound {
      start -= gap.count
      value -= gap.count
    }
    if end >= gap.upperBound { end -= gap.count }
  }
}
