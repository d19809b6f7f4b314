/// A short text that stands for a long one. States have it, so it is the same in every process and every version.
struct Fingerprint: Sendable, Equatable {
  /// 16 hexadecimal digits.
  let text: String

  init(of long: String) {
    let digits = String(FNV1a.hash(Array(long.utf8)), radix: 16)
    text = String(repeating: "0", count: 16 - digits.count) + digits
  }
}
