/// How much has happened in some worlds.
struct Totals: CustomStringConvertible {
  private var worlds = 0
  private var runs = 0
  private var requests = 0
  private var faults = 0
  private var kills = 0
  private var terminations = 0
  private var jobs = 0
  private var seconds = 0

  init() {}

  init(_ chronicle: Chronicle) {
    worlds = 1
    runs = chronicle.runs.count
    for run in chronicle.runs {
      requests += run.exchanges.count
      faults += run.exchanges.count { $0.fate != .answered }
      kills += run.wasKilled ? 1 : 0
      terminations += run.wasTerminated ? 1 : 0
      jobs += run.jobs
      seconds += Int(run.duration / .seconds(1))
    }
  }

  static func += (left: inout Totals, right: Totals) {
    left.worlds += right.worlds
    left.runs += right.runs
    left.requests += right.requests
    left.faults += right.faults
    left.kills += right.kills
    left.terminations += right.terminations
    left.jobs += right.jobs
    left.seconds += right.seconds
  }

  var description: String {
    "\(worlds) worlds, \(runs) runs, \(requests) requests, \(faults) faults, \(kills) kills, "
      + "\(terminations) terminations, \(jobs) jobs, \(seconds / 3_600) hours"
  }
}
