// SPDX-License-Identifier: MIT

internal import CZlib

/// The owner of one zlib stream that makes raw DEFLATE data.
///
/// zlib keeps the stream's address, so it lives in memory of its own. Used on one thread at a time. Keeps about 256 KiB
/// with the largest window.
@safe final class DeflateStream {
    /// zlib's default between memory and speed, 1…9.
    private static let memoryLevel: Int32 = 8

    let windowBits: Int
    let level: Int
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Parameters:
    ///   - windowBits: base-two logarithm of the window, 9…15.
    ///   - level: effort, 1…9.
    init(windowBits: Int, level: Int) {
        self.windowBits = windowBits
        self.level = level
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let result = unsafe deflateInit2_(
            stream,
            Int32(level),
            Z_DEFLATED,
            Int32(-windowBits),
            Self.memoryLevel,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        precondition(result == Z_OK, "zlib refused its parameters or has no memory")
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Forgets everything that was compressed.
    func reset() {
        unsafe deflateReset(stream)
    }

    /// Appends `message` compressed as RFC 7692 §7.2.1 says: flushed to a byte, without the last four bytes of the
    /// flush.
    func deflate(_ message: Span<UInt8>, to output: inout [UInt8]) {
        let start = output.count
        unsafe message.withUnsafeBufferPointer { source in
            // zlib's header lacks a const here; it does not write to its input.
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            unsafe stream.pointee.avail_in = UInt32(source.count)
            defer { unsafe stream.pointee.next_in = nil }
            // zlib's bound is for a finished stream; a flush takes a few bytes more.
            let step = Int(unsafe deflateBound(stream, UInt(source.count))) + 16
            repeat { deflateStep(step, to: &output) } while unsafe stream.pointee.avail_out == 0
        }
        let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]
        if output.count - start >= tail.count, output[(output.count - tail.count)...].elementsEqual(tail) {
            output.removeLast(tail.count)
        }
        // RFC 7692 §7.2.3.6: an empty message is one byte of an empty block.
        if output.count == start { output.append(0) }
    }

    private func deflateStep(_ step: Int, to output: inout [UInt8]) {
        output.append(addingCapacity: step) { output in
            unsafe output.withUnsafeMutableBufferPointer { target, count in
                unsafe stream.pointee.next_out = target.baseAddress
                unsafe stream.pointee.avail_out = UInt32(step)
                // Only a stream broken by ourselves could make it fail; "no progress" leaves room and ends the loop.
                _ = unsafe CZlib.deflate(stream, Z_SYNC_FLUSH)
                count = step - Int(unsafe stream.pointee.avail_out)
            }
        }
    }
}
