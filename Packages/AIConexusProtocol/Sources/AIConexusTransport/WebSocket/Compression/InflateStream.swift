// SPDX-License-Identifier: MIT

internal import CZlib

/// The owner of one zlib stream that inflates raw DEFLATE data.
///
/// zlib keeps the stream's address, so it lives in memory of its own. Used on one thread at a time. Keeps about 7 KiB,
/// and up to 32 KiB of window once it has inflated something.
@safe final class InflateStream {
    private static let smallestStep = 512
    private static let largestStep = 16_384

    let windowBits: Int
    /// Whether the data so far could end here: a block is complete and the next one has not begun.
    private(set) var isBetweenBlocks = false
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Parameter windowBits: base-two logarithm of the largest window that the data may need, 8…15.
    init(windowBits: Int) {
        self.windowBits = windowBits
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // A negative number of bits means raw data without zlib's header.
        let result = unsafe inflateInit2_(
            stream,
            Int32(-windowBits),
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        precondition(result == Z_OK, "zlib refused its parameters or has no memory")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Forgets everything that was inflated.
    func reset() {
        unsafe inflateReset(stream)
        isBetweenBlocks = false
    }

    /// Inflates all of `input` behind what `output` already holds.
    ///
    /// - Parameters:
    ///   - input: the next bytes of the data.
    ///   - output: grows in steps of at most 16 KiB.
    ///   - limit: the bytes that `output` may hold in the end.
    /// - Returns: `false` when the data is not DEFLATE; at a result over `limit` it stops one byte behind it.
    func inflate(_ input: Span<UInt8>, to output: inout [UInt8], limit: Int) -> Bool {
        unsafe input.withUnsafeBufferPointer { source in
            // zlib's header lacks a const here; it does not write to its input.
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            unsafe stream.pointee.avail_in = UInt32(source.count)
            defer { unsafe stream.pointee.next_in = nil }
            while output.count <= limit {
                let expected = Int(unsafe stream.pointee.avail_in) * 4
                let step = min(max(expected, Self.smallestStep), Self.largestStep, limit - output.count + 1)
                switch inflateStep(step, to: &output) {
                case Z_OK where unsafe stream.pointee.avail_in == 0 && stream.pointee.avail_out > 0: return true
                case Z_OK: continue
                case Z_BUF_ERROR: return true  // nothing was left to do
                case Z_STREAM_END:
                    // RFC 7692 §7.2.3.5: a block may say that it is the last, and further ones follow all the same,
                    // with the window as it is.
                    unsafe inflateResetKeep(stream)
                    if unsafe stream.pointee.avail_in == 0 { return true }
                default: return false
                }
            }
            return true
        }
    }

    private func inflateStep(_ step: Int, to output: inout [UInt8]) -> Int32 {
        var result = Z_OK
        output.append(addingCapacity: step) { output in
            unsafe output.withUnsafeMutableBufferPointer { target, count in
                unsafe stream.pointee.next_out = target.baseAddress
                unsafe stream.pointee.avail_out = UInt32(step)
                result = unsafe CZlib.inflate(stream, Z_SYNC_FLUSH)
                count = step - Int(unsafe stream.pointee.avail_out)
            }
        }
        // "plus 128 if inflate() returned immediately after decoding an end-of-block code" (zlib.h). A call that had
        // nothing left to do forgets it.
        if result != Z_BUF_ERROR { isBetweenBlocks = unsafe stream.pointee.data_type & 128 != 0 }
        return result
    }
}
