import Testing

struct `Waiting for a condition` {
  @Test func `a condition that never holds is recorded as an issue at the caller's line`() async {
    let line = #_sourceLocation.line + 2
    await withKnownIssue {
      await eventually(within: .milliseconds(20)) { false }
    } matching: { issue in
      issue.sourceLocation?.line == line
    }
  }

  @Test func `a condition that holds at once or later records no issue`() async {
    await eventually(within: .zero) { true }
    var polls = 0
    await eventually {
      polls += 1
      return polls == 5
    }
    #expect(polls == 5)
  }

  @Test func `a cancelled test stops waiting`() async {
    await withKnownIssue {
      let wait = Task {
        var polls = 0
        await eventually(within: .seconds(300)) {
          polls += 1
          withUnsafeCurrentTask { $0?.cancel() }
          return false
        }
        return polls
      }
      #expect(await wait.value == 1)
    } matching: { issue in
      if case .unconditional = issue.kind { true } else { false }
    }
  }
}
