// SPDX-License-Identifier: MIT

#if WebRTC
internal import CNice

extension DatagramBatch {
    /// How many datagrams one call of libnice's gets; it keeps a list of them on the stack.
    private static let groupCount = 64

    /// Calls `body` with the datagrams as libnice wants them, a group at a time.
    func forEachGroup(_ body: (UnsafeMutableBufferPointer<NiceOutputMessage>) -> Void) {
        unsafe bytes.withUnsafeBytes { bytes in
            var first = 0
            while first < count {
                let last = min(first + Self.groupCount, count)
                unsafe withUnsafeTemporaryAllocation(of: GOutputVector.self, capacity: last - first) { vectors in
                    unsafe withUnsafeTemporaryAllocation(of: NiceOutputMessage.self, capacity: last - first) {
                        messages in
                        for index in first..<last {
                            let start = index == 0 ? 0 : ends[index - 1]
                            let slot = index - first
                            unsafe vectors.initializeElement(
                                at: slot,
                                to: GOutputVector(
                                    buffer: bytes.baseAddress?.advanced(by: start),
                                    size: gsize(ends[index] - start)
                                )
                            )
                            unsafe messages.initializeElement(
                                at: slot,
                                to: NiceOutputMessage(buffers: vectors.baseAddress?.advanced(by: slot), n_buffers: 1)
                            )
                        }
                        unsafe body(messages)
                    }
                }
                first = last
            }
        }
    }
}
#endif
