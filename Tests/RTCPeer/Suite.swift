// SPDX-License-Identifier: MIT

import AIConexusWebRTC

/// What the offering side does with a peer that sends everything back.
///
/// The answering side is told the same names, since two of them need something of it: `negotiated` a channel that both
/// sides make, `closing` that it closes a channel when it is asked to.
enum Suite: String, CaseIterable {
    /// One short text.
    case once
    /// Texts, and binary messages of many sizes, on channels of all kinds.
    case echo
    /// Messages to 16 MiB, which is as long as our own peers take.
    case large
    /// Channels closed by this side and by the other, their numbers used again.
    case closing
    /// A channel that both sides make by themselves.
    case negotiated
    /// Messages while another path is looked for, and on it.
    case restart
    /// Messages while a peer that cannot take another path is asked to.
    case refusedRestart = "refused-restart"
    /// Messages until something has happened to the path, and after it.
    case interrupted
    /// Round trips and bulk data, with their times, on a path that may lose packets.
    case lossy

    /// Runs the suite; a failure names what came out otherwise.
    func run(on connection: PeerConnection, _ events: PeerEvents) async throws {
        switch self {
        case .once: try await EchoSuite(connection: connection).runOnce()
        case .echo: try await EchoSuite(connection: connection).run()
        case .large: try await EchoSuite(connection: connection).runLarge()
        case .closing: try await ClosingSuite(connection: connection).run()
        case .negotiated: try await ClosingSuite(connection: connection).runNegotiated()
        case .restart: try await RestartSuite(connection: connection, events: events).run()
        case .refusedRestart: try await RestartSuite(connection: connection, events: events).runRefused()
        case .interrupted: try await RestartSuite(connection: connection, events: events).runInterrupted()
        case .lossy: try await LossySuite(connection: connection).run()
        }
    }
}

/// Something came out otherwise.
struct SuiteFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A channel whose other end sends everything back.
struct EchoChannel {
    let channel: DataChannel
    private var answers: DataChannelMessages.AsyncIterator

    init(_ channel: DataChannel) async throws {
        self.channel = channel
        answers = channel.messages.makeAsyncIterator()
        try await channel.opened()
    }

    /// Sends a message, and waits for it to come back.
    mutating func exchange(_ message: DataChannelMessage) async throws {
        try await channel.send(message.bytes, as: message.kind)
        try await expect(message)
    }

    /// Waits for a message.
    mutating func expect(_ message: DataChannelMessage) async throws {
        guard let answer = try await next() else { throw SuiteFailure("\(channel.label) ended") }
        guard answer == message else {
            throw SuiteFailure(
                "\(message.bytes.count) bytes of \(channel.label) came back as \(answer.bytes.count) others"
            )
        }
    }

    /// The next message, `nil` when the channel is over.
    mutating func next() async throws -> DataChannelMessage? {
        try await answers.next()
    }

    /// Closes the channel on this side, and waits until it is over.
    func close() async {
        channel.close()
        await channel.closed()
    }
}

extension DataChannelMessage {
    /// A text.
    static func text(_ text: String) -> DataChannelMessage {
        DataChannelMessage(.text, Array(text.utf8))
    }

    /// Bytes without a short period.
    static func binary(_ byteCount: Int) -> DataChannelMessage {
        DataChannelMessage(.binary, (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
    }
}
