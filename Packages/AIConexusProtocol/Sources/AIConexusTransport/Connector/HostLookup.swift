// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// One question to a ``HostResolver``, which can be withdrawn.
final class HostLookup: Sendable {
    typealias Completion = @Sendable (Result<[SocketAddress], TransportError>) -> Void

    let host: String
    let port: UInt16
    private let completion: Locked<Completion?>

    init(_ host: String, port: UInt16, completion: @escaping Completion) {
        self.host = host
        self.port = port
        self.completion = Locked(completion)
    }

    /// Whether nobody waits for the answer any more.
    var isOver: Bool { completion.withLock { $0 == nil } }

    /// Withdraws the question: the completion is not called any more.
    func cancel() {
        completion.withLock { $0 = nil }
    }

    /// Answers the question, unless that was done before or it was withdrawn.
    func finish(_ result: Result<[SocketAddress], TransportError>) {
        completion.withLock { $0.take() }?(result)
    }
}
