#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Blocks of seeds for tests against a model: a fifth of them, or all if `TESTS_BREADTH` is `all`, as in the
/// integration tests.
func blocks(_ count: Int) -> Range<Int> {
  let breadth = getenv("TESTS_BREADTH").map { String(cString: $0) }
  return 0..<(breadth == "all" ? count : count / 5)
}
