/// Tells when nothing has been written for so long that the reader must hear that the read goes on, because orchestrators
/// end what has been silent for long.
struct Heartbeat {
  /// The longest time without a message while reading.
  static let longestSilence = Duration.seconds(300)

  /// How many messages there were when the last one was noticed, and when that was.
  private var heard: (count: Int, moment: Duration)

  /// - Parameter moment: The begin of the first silence.
  init(at moment: Duration) { heard = (0, moment) }

  /// Notes how many messages have been written by now.
  /// - Returns: whether the silence has lasted too long; then the next one begins.
  mutating func isDue(after count: Int, at moment: Duration) -> Bool {
    let isDue = count == heard.count && moment - heard.moment >= Self.longestSilence
    if isDue || count != heard.count { heard = (count, moment) }
    return isDue
  }
}
