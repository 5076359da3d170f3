// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTransport
import Testing

/// A connection on which a test sends whatever bytes it likes, and reads what comes back; lives on a loop.
actor HostileClient {
    /// What comes, and how it ends.
    private enum Event: Sendable {
        case bytes([UInt8])
        case end
    }

    private final class Listener: ByteChannelDelegate {
        let events: EventQueue<Event>

        init(_ events: EventQueue<Event>) {
            self.events = events
        }

        func channelOpened(_ channel: any ByteChannel) {}

        func channel(_ channel: any ByteChannel, received bytes: Span<UInt8>) {
            events.append(.bytes(bytes.indices.map { bytes[$0] }))
        }

        func channelReceivedEnd(_ channel: any ByteChannel) {
            channel.close()
        }

        func channelClosed(_ channel: any ByteChannel, reason: CloseReason) {
            events.append(.end)
        }
    }

    /// The gateway ended the connection where something was to come.
    struct Ended: Error {
        let after: [UInt8]
    }

    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private let events = EventQueue<Event>()
    private var channel: (any ByteChannel)?
    private var received: [UInt8] = []
    private(set) var hasEnded = false

    init(on loop: EventLoop) {
        self.loop = loop
    }

    // MARK: - Sending

    func connect(to address: SocketAddress, tls: TLSContext? = nil) async throws {
        let channel = try await Connector().connect(to: "\(address.address)", port: address.port, tls: tls, on: loop)
        channel.start(delegate: Listener(events))
        self.channel = channel
    }

    func send(_ bytes: [UInt8]) {
        channel?.send(bytes.span)
    }

    func send(_ text: String) {
        send(Array(text.utf8))
    }

    /// Sends nothing more, and goes on reading.
    func finish() {
        channel?.finishSending()
    }

    /// Reads nothing from here on.
    func stopReading() {
        channel?.pauseReading()
    }

    func resumeReading() {
        channel?.resumeReading()
    }

    /// Ends the connection with a reset.
    func reset() {
        channel?.abort()
    }

    /// Ends the connection in good order.
    func close() {
        channel?.close()
    }

    /// The opening handshake, as it should be; checks that the gateway agrees.
    ///
    /// - Parameter offer: extensions.
    /// - Throws: ``Ended``.
    func upgrade(offering offer: String? = nil) async throws {
        send(Self.upgradeRequest + (offer.map { "Sec-WebSocket-Extensions: \($0)\r\n" } ?? "") + "\r\n")
        #expect(try await head().starts(with: "HTTP/1.1 101 "))
    }

    /// The request of an opening handshake without its last line.
    static let upgradeRequest = """
        GET /ws HTTP/1.1\r\nHost: gateway\r\nUpgrade: websocket\r\nConnection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r
        Sec-WebSocket-Protocol: ioap.v1\r\n
        """

    // MARK: - Receiving

    /// The head of a response; what comes after it is left.
    func head() async throws -> String {
        while true {
            if let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
                defer { received.removeFirst(end.upperBound) }
                return String(decoding: received[..<end.upperBound], as: UTF8.self)
            }
            guard await more() else { throw Ended(after: received) }
        }
    }

    /// The status of a response whose body has a length; the body is read as well.
    func status() async throws -> Int {
        let lines = try await head().split(separator: "\r\n")
        let length = lines.compactMap { line -> Int? in
            let parts = line.split(separator: ": ")
            return parts.first?.lowercased() == "content-length" ? Int(parts[1]) : nil
        }
        _ = try await take(length.first ?? 0)
        return try #require(Int(lines[0].split(separator: " ")[1]))
    }

    /// The next frame, which must be whole, unmasked and unfragmented.
    func frame() async throws -> (opcode: UInt8, payload: [UInt8]) {
        let start = try await take(2)
        #expect(start[1] & 0x80 == 0, "a masked frame from the gateway")
        let count: Int
        switch start[1] & 0x7F {
        case 126: count = try await take(2).reduce(0) { $0 << 8 | Int($1) }
        case 127: count = try await take(8).reduce(0) { $0 << 8 | Int($1) }
        case let short: count = Int(short)
        }
        return (start[0] & 0x0F, try await take(count))
    }

    /// The challenge, which comes first.
    func skipChallenge() async throws {
        #expect(try await frame().opcode == HostileFrame.text)
    }

    /// Answers the challenge as an agent should.
    func register(_ key: SigningKey, at address: SocketAddress) async throws {
        let challenge = try await message()
        let envelope = Register(key, answering: challenge, audience: address.description)
            .envelope(from: key, answering: challenge)
        send(HostileFrame.bytes(HostileFrame.text, try MessageSigner(key: key).sign(envelope)))
        let answer = try await message()
        #expect(answer.payload.isRegistration)
    }

    /// The next frame, which must be a message.
    private func message() async throws -> Envelope {
        let text = try await frame().payload
        return try Envelope(decoding: text.span)
    }

    /// Skips frames up to a Close, answers it, and sees that nothing comes after it.
    ///
    /// - Returns: the code, or `nil` when the connection ended without.
    func closeCode() async throws -> Int? {
        do {
            while true {
                let (opcode, payload) = try await frame()
                guard opcode == HostileFrame.close else { continue }
                channel?.send(HostileFrame.bytes(HostileFrame.close, payload).span)
                #expect(await rest().isEmpty, "bytes after a Close")
                return payload.prefix(2).reduce(0) { $0 << 8 | Int($1) }
            }
        } catch is Ended {
            return nil
        }
    }

    /// Everything up to the end.
    func rest() async -> [UInt8] {
        while await more() {}
        defer { received = [] }
        return received
    }

    private func take(_ count: Int) async throws -> [UInt8] {
        while received.count < count {
            guard await more() else { throw Ended(after: received) }
        }
        defer { received.removeFirst(count) }
        return Array(received[..<count])
    }

    private func more() async -> Bool {
        guard !hasEnded else { return false }
        switch await events.next() {
        case .bytes(let bytes): received += bytes
        case .end: hasEnded = true
        }
        return !hasEnded
    }
}

extension Payload {
    fileprivate var isRegistration: Bool {
        if case .registration = self { true } else { false }
    }
}
