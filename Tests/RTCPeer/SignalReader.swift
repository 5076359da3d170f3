// SPDX-License-Identifier: MIT

import AIConexusTransport
import Glibc

/// Standard input, a line at a time, on a loop.
///
/// Guard of `@unchecked Sendable`: touched on the loop's thread only.
final class SignalReader: @unchecked Sendable {
    private var watch: DescriptorWatch?
    private var pending: [UInt8] = []

    /// Begins to read; called on the loop.
    ///
    /// - Parameters:
    ///   - loop: where lines are received.
    ///   - received: gets one line after another, and `nil` at the end.
    /// - Throws: `resourcesExhausted`.
    func start(on loop: EventLoop, _ received: @escaping ([UInt8]?) -> Void) throws(TransportError) {
        // The loop keeps the reader until the input or the loop ends, whoever else has forgotten it.
        watch = try DescriptorWatch(0, on: loop) {
            self.read(received)
        } stopped: {
            self.watch = nil
        }
    }

    private func read(_ received: ([UInt8]?) -> Void) {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(0, $0.baseAddress, $0.count) }
        guard count > 0 else {
            watch?.cancel()
            watch = nil
            return received(nil)
        }
        pending += chunk[..<count]
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
            let line = Array(pending[..<end])
            pending.removeFirst(end + 1)
            received(line)
        }
    }
}
