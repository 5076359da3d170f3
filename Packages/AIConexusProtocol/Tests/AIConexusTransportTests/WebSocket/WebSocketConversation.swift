// SPDX-License-Identifier: MIT

@testable import AIConexusTransport

/// What a machine made of the bytes that it was fed, with payloads in hand.
enum WebSocketEvent: Equatable {
    case text(String)
    case binary([UInt8])
    case ping([UInt8])
    case pong([UInt8])
    case sendPing
    case end(WebSocketClosure, frame: [UInt8])
}

/// A machine with the little that a shell adds: scratch, output, and the loop until `wait`.
final class WebSocketConversation {
    private var machine: WebSocketStateMachine
    private var scratch: [UInt8] = []
    private(set) var output: [UInt8] = []

    init(
        server configuration: WebSocketConfiguration = WebSocketConfiguration(),
        compression: WebSocketCompressionAgreement? = nil,
        pool: WebSocketCompressionPool? = nil
    ) {
        machine = WebSocketStateMachine(server: configuration, compression: compression, pool: pool)
    }

    init(
        client configuration: WebSocketConfiguration,
        compression: WebSocketCompressionAgreement? = nil
    ) {
        machine = WebSocketStateMachine(
            client: configuration,
            maskingKeys: WebSocketMaskingKeys(seed: [UInt8](repeating: 7, count: 32)),
            compression: compression
        )
    }

    var state: WebSocketStateMachine.State { machine.state }

    /// Feeds bytes as one read.
    func feed(_ bytes: [UInt8]) -> [WebSocketEvent] {
        var events: [WebSocketEvent] = []
        var position = 0
        while true {
            let action = machine.received(bytes.span, from: &position, scratch: &scratch)
            guard action != .wait else { return events }
            events.append(event(action, bytes))
        }
    }

    /// Feeds bytes as reads that end at the given offsets.
    func feed(_ bytes: [UInt8], cutAt cuts: [Int]) -> [WebSocketEvent] {
        var events: [WebSocketEvent] = []
        var start = 0
        for end in cuts + [bytes.count] {
            events += feed(Array(bytes[start..<end]))
            start = end
        }
        return events
    }

    /// Feeds bytes one by one.
    func feedSlowly(_ bytes: [UInt8]) -> [WebSocketEvent] {
        bytes.flatMap { feed([$0]) }
    }

    func sendText(_ text: String) -> Bool { machine.sendText(Array(text.utf8).span, to: &output) }
    func sendBinary(_ bytes: [UInt8]) -> Bool { machine.sendBinary(bytes.span, to: &output) }
    func sendPing(_ bytes: [UInt8]) -> Bool { machine.sendPing(bytes.span, to: &output) }
    func sendPong(_ bytes: [UInt8]) -> Bool { machine.sendPong(bytes.span, to: &output) }
    func sendClose(_ reason: WebSocketCloseReason) -> Bool { machine.sendClose(reason, to: &output) }
    func receivedEnd() -> WebSocketAction { machine.receivedEnd() }
    func takeTimer() -> WebSocketTimer? { machine.takeTimer() }
    func fire(_ timer: WebSocketTimer) -> WebSocketAction { machine.timerFired(timer) }

    func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    private func event(_ action: WebSocketAction, _ input: [UInt8]) -> WebSocketEvent {
        switch action {
        case .deliver(.text, let payload): .text(String(decoding: bytes(payload, input), as: UTF8.self))
        case .deliver(.binary, let payload): .binary(bytes(payload, input))
        case .answerPing(let payload): .ping(bytes(payload, input))
        case .receivedPong(let payload): .pong(bytes(payload, input))
        case .sendPing: .sendPing
        case .end(let closure, let frame): .end(closure, frame: frame)
        case .wait: preconditionFailure("wait is no event")
        }
    }

    private func bytes(_ payload: WebSocketPayload, _ input: [UInt8]) -> [UInt8] {
        payload.withSpan(in: input.span, scratch: scratch) { [UInt8](copying: $0) }
    }
}

/// Frames written byte by byte, wrong ones included, without the encoder under test.
enum RawFrame {
    static let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    /// A frame as a server sends it.
    static func plain(_ firstByte: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [firstByte] + length(payload.count, mask: 0) + payload
    }

    /// A frame as a client sends it.
    static func masked(_ firstByte: UInt8, _ payload: [UInt8], key: [UInt8] = key) -> [UInt8] {
        [firstByte] + length(payload.count, mask: 0x80) + key + masked(payload, key: key)
    }

    static func masked(_ payload: [UInt8], key: [UInt8] = key) -> [UInt8] {
        payload.enumerated().map { $1 ^ key[$0 % 4] }
    }

    static func length(_ count: Int, mask: UInt8) -> [UInt8] {
        switch count {
        case ...125: [mask | UInt8(count)]
        case ...65_535: [mask | 126, UInt8(count >> 8), UInt8(count & 255)]
        default: [mask | 127] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
        }
    }

    static func close(_ code: UInt16, _ reason: [UInt8] = []) -> [UInt8] {
        [UInt8(code >> 8), UInt8(code & 255)] + reason
    }
}

extension WebSocketEvent {
    /// The close code that the machine told its peer, which must be the last event.
    var toldCloseCode: UInt16? {
        guard case .end(.failed, let frame) = self, frame.count >= 4, frame[0] == 0x88 else { return nil }
        return UInt16(frame[2]) << 8 | UInt16(frame[3])
    }
}
