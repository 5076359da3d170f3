// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Where a handler puts the parts of its answer.
final class PartSink: Sendable {
    private let calls: LoopReference<IncomingCalls>
    private let call: IncomingCall.ID
    /// Whether parts are the answer; otherwise they are reports of progress, which may be left out.
    let isStream: Bool

    init(_ calls: LoopReference<IncomingCalls>, _ call: IncomingCall.ID, isStream: Bool) {
        self.calls = calls
        self.call = call
        self.isStream = isStream
    }

    /// Sends a part as soon as the caller's window has room.
    ///
    /// - Throws: `CancellationError` when the call is over.
    func send(_ part: JSONValue) async throws {
        try Task.checkCancellation()
        let isTaken = await withCheckedContinuation { continuation in
            calls.use(
                { [call] in $0.send(part, of: call, continuation) },
                otherwise: { continuation.resume(returning: false) }
            )
        }
        guard isTaken else { throw CancellationError() }
    }

    /// Sends a part if the caller listens and its window has room.
    func offer(_ part: JSONValue) {
        guard !isStream else { return }
        calls.use { [call] in $0.offer(part, of: call) }
    }
}
