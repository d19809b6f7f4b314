import Glibc
import Platform
import Synchronization
import Testing

struct `A thread of the system` {
  @Test func `a thread runs its body concurrently and can be joined`() throws {
    let own = Mutex<pthread_t?>(nil)
    let thread = try SystemThread { own.withLock { $0 = pthread_self() } }
    thread.join()
    #expect(own.withLock { $0 } != nil)
    #expect(own.withLock { $0 } != pthread_self())
  }

  @Test func `a thread blocks external signals but not faults`() throws {
    let blocked = Mutex<[Int32]>([])
    let thread = try SystemThread {
      var mask = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &mask)
      let numbers = [SIGTERM, SIGINT, SIGPIPE, SIGHUP, SIGSEGV, SIGBUS].filter {
        sigismember(&mask, $0) == 1
      }
      blocked.withLock { $0 = numbers }
    }
    thread.join()
    #expect(blocked.withLock { $0 } == [SIGTERM, SIGINT, SIGPIPE, SIGHUP])
  }

  @Test func `starting a thread does not change the caller's signal mask`() throws {
    func mask() -> [Int32] {
      var mask = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &mask)
      return (1..<32).filter { sigismember(&mask, $0) == 1 }
    }
    let before = mask()
    try SystemThread {}.join()
    #expect(mask() == before)
  }

  @Test func `a thread also runs when it is never joined`() async throws {
    await withCheckedContinuation { continuation in
      do {
        try SystemThread.detach { continuation.resume() }
      } catch {
        Issue.record(error)
        continuation.resume()
      }
    }
  }
}
