import CCurl

/// Decompresses a gzip file (RFC 1952).
///
/// Not done by libcurl, because it accepts an incomplete stream as a complete one (seen with 7.88.1): half a page
/// would be taken for a page.
final class Inflater {
  enum Failure: Error, Equatable {
    /// Not gzip, or damaged; zlib's word for it.
    case corrupt(String)
    /// The output is longer than allowed.
    case tooLarge
  }

  /// Allocated once: zlib keeps a pointer to it.
  private let stream: UnsafeMutablePointer<z_stream>
  private let scratch: UnsafeMutableBufferPointer<UInt8>
  /// Whether the checksum at the end of the stream was met and nothing followed.
  private(set) var isComplete = false

  init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard ccurl_inflate_init_gzip(stream) == Z_OK else {
      stream.deallocate()
      return nil
    }
    scratch = .allocate(capacity: 64 << 10)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    scratch.deallocate()
  }

  /// Begins a new stream.
  private func reset() {
    inflateReset(stream)
    isComplete = false
  }

  /// Decompresses the next part of the stream to the end of the output.
  func inflate(
    _ input: UnsafeRawBufferPointer, into output: inout [UInt8], limit: Int
  ) throws(Failure) {
    // zlib promises to leave its input alone, only its C type does not say so.
    let bytes = UnsafeMutableRawBufferPointer(mutating: input).bindMemory(to: UInt8.self)
    stream.pointee.next_in = bytes.baseAddress
    stream.pointee.avail_in = uInt(bytes.count)
    repeat {
      if isComplete {
        guard stream.pointee.avail_in > 0 else { return }
        // A gzip file may consist of several (RFC 1952, 2.2); anything else behind the end is damage.
        reset()
      }
      stream.pointee.next_out = scratch.baseAddress
      stream.pointee.avail_out = uInt(scratch.count)
      let status = CCurl.inflate(stream, Z_NO_FLUSH)
      let produced = scratch.count - Int(stream.pointee.avail_out)
      guard output.count + produced <= limit else { throw .tooLarge }
      output.append(contentsOf: UnsafeBufferPointer(rebasing: scratch[..<produced]))
      switch status {
      case Z_STREAM_END: isComplete = true
      case Z_OK: break
      // No progress without more input: the rest comes with the next part.
      case Z_BUF_ERROR where stream.pointee.avail_in == 0: return
      default: throw .corrupt(reason(of: status))
      }
    } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
  }

  private func reason(of status: CInt) -> String {
    guard let text = stream.pointee.msg else { return "zlib error \(status)" }
    return String(cString: text)
  }
}
