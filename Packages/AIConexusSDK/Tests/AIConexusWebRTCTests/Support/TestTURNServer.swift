// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusTransport

@testable import AIConexusWebRTC

/// As much of a TURN server as answers the question how it is.
///
/// Guard of `@unchecked Sendable`: touched on the loop's thread only, but for `address`.
final class TestTURNServer: @unchecked Sendable {
    private(set) var address = SocketAddress(.loopbackV4, port: 0)
    /// Whether addresses were given back, as many as were given.
    private(set) var openCount = 0
    /// The names that addresses were asked for by, in their order.
    private(set) var usernames: [String] = []
    private var waiting: (name: String, continuation: CheckedContinuation<Void, Never>)?
    private var socket: DatagramSocket?
    private let isSilent: Bool

    /// Opens a server; called on the loop.
    init(on loop: EventLoop, isSilent: Bool = false) throws {
        self.isSilent = isSilent
        let socket = try DatagramSocket(boundTo: SocketAddress(.loopbackV4, port: 0), on: loop) {
            [unowned self] bytes, sender in
            guard let message = STUNMessage(bytes), let answer = answer(message) else { return }
            self.socket?.send(answer.bytes.span, to: sender)
        }
        self.socket = socket
        address = socket.localAddress
    }

    /// Waits until somebody of this name asks for an address; called on the loop.
    func asked(by name: String) async {
        if usernames.contains(name) { return }
        await withCheckedContinuation { waiting = (name, $0) }
    }

    private func note(_ name: String) {
        usernames.append(name)
        guard waiting?.name == name else { return }
        waiting?.continuation.resume()
        waiting = nil
    }

    private func answer(_ message: STUNMessage) -> STUNMessage? {
        guard !isSilent else { return nil }
        switch message.kind {
        case .bindingRequest:
            var answer = STUNMessage(.bindingSuccess, transaction: message.transaction)
            answer.append(.mappedAddress, [0, 1, 0x12, 0x34, 192, 0, 2, 7])
            return answer
        case .allocateRequest:
            if let name = message[.username] { note(String(decoding: name, as: UTF8.self)) }
            let key = STUNMessage.key(username: "u", realm: Array("r".utf8), credential: "p")
            var expected = STUNMessage(message.kind, transaction: message.transaction)
            for (kind, value) in message.attributes where kind != .integrity { expected.append(kind, value) }
            expected.appendIntegrity(key: key)
            if message[.username] == Array("u".utf8), message[.integrity] == expected[.integrity] {
                openCount += 1
                return STUNMessage(.allocateSuccess, transaction: message.transaction)
            }
            var refusal = STUNMessage(.allocateError, transaction: message.transaction)
            refusal.append(.errorCode, [0, 0, 4, 1])
            refusal.append(.realm, Array("r".utf8))
            refusal.append(.nonce, Array("n".utf8))
            return refusal
        case .refreshRequest:
            openCount -= 1
            return nil
        default: return nil
        }
    }
}
#endif
