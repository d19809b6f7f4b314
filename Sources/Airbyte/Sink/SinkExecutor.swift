/// Runs the sink's work, one piece at a time, in the order of its arrival.
protocol SinkExecutor: SerialExecutor {
  /// Runs `work` after all work that was added before.
  func perform(_ work: @escaping @Sendable () -> Void)
}
