import CCurl

/// What the transfer thread does: all requests, on one multi handle, so that they share its connections.
struct TransferLoop: ~Copyable {
  private let queue: TransferQueue
  private let setup: Transfer.Setup
  private let multi: UnsafeMutableRawPointer
  /// In the order of arrival. They wait here and not in curl, where the connect timeout would run already.
  private var waiting: [TransferQueue.Job] = []
  private var active: [UnsafeMutableRawPointer: Transfer] = [:]
  private var idle: [Transfer] = []

  init?(queue: TransferQueue, setup: Transfer.Setup) {
    guard let multi = curl_multi_init() else { return nil }
    self.multi = multi
    self.queue = queue
    self.setup = setup
    ccurl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, setup.settings.maximumConnections)
  }

  /// ``run()`` has taken every handle off it by then.
  deinit { curl_multi_cleanup(multi) }

  /// Serves the queue until it is closed, then answers what is left.
  mutating func run() {
    queue.setWakeable(multi)
    var end = serve()
    while end == nil { end = serve() }
    queue.setWakeable(nil)
    if let end { answerAll(end.kind, end.detail) }
  }

  /// One round: does everything that can be done now, then sleeps until there is an event of a socket, a timer or the
  /// queue.
  private mutating func serve() -> (kind: HTTPError.Kind, detail: String)? {
    let (arrivals, closed) = queue.take()
    waiting += arrivals
    if let closed { return closed }
    dropCancelled()
    startWaiting()
    var running: CInt = 0
    let performed = curl_multi_perform(multi, &running)
    // A finished request makes room for a waiting one, which must not wait for another event.
    if collectFinished(), !waiting.isEmpty { return nil }
    // curl shortens the wait to its own timers.
    let polled = curl_multi_poll(multi, nil, 0, 60_000, nil)
    let fault = performed == CURLM_OK ? polled : performed
    if fault != CURLM_OK { queue.close(.other, String(cString: curl_multi_strerror(fault))) }
    return nil
  }

  private mutating func startWaiting() {
    var started = 0
    while active.count < setup.settings.maximumConnections, started < waiting.count {
      let job = waiting[started]
      started += 1
      guard let transfer = idle.popLast() ?? Transfer(setup) else {
        job.fail(.other, "no memory for another request")
        continue
      }
      guard transfer.begin(job) else {
        idle.append(transfer)
        continue
      }
      active[transfer.handle] = transfer
      curl_multi_add_handle(multi, transfer.handle)
    }
    waiting.removeFirst(started)
  }

  private mutating func dropCancelled() {
    waiting.removeAll { job in
      guard job.ticket.isCancelled else { return false }
      job.fail(.cancelled)
      return true
    }
    for transfer in active.values where transfer.job?.ticket.isCancelled == true {
      release(transfer)
      transfer.abandon()?.fail(.cancelled)
    }
  }

  private mutating func collectFinished() -> Bool {
    var any = false
    var left: CInt = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
        let transfer = active[handle]
      else { continue }
      // The message is gone once its handle is removed.
      let code = ccurl_result(message)
      release(transfer)
      if let (job, result) = transfer.finish(code) { job.continuation.resume(returning: result) }
      any = true
    }
    return any
  }

  private mutating func release(_ transfer: Transfer) {
    active[transfer.handle] = nil
    curl_multi_remove_handle(multi, transfer.handle)
    idle.append(transfer)
  }

  private mutating func answerAll(_ kind: HTTPError.Kind, _ detail: String) {
    for job in waiting { job.fail(kind, detail) }
    waiting.removeAll()
    for transfer in active.values {
      release(transfer)
      transfer.abandon()?.fail(kind, detail)
    }
  }
}
