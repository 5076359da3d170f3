// SPDX-License-Identifier: MIT

@testable import AIConexusTransport

/// Whatever a peer sends, and however it is cut, both sides make the same of it, keep to their limits and end at most
/// once.
///
/// The first byte chooses role and compression, the second where the stream is cut.
func fuzz(_ bytes: [UInt8]) {
    guard bytes.count > 2 else { return }
    let stream = Array(bytes[2...])
    let whole = events(stream, choice: bytes[0], cut: stream.count)
    require(events(stream, choice: bytes[0], cut: 1) == whole, "read byte by byte the stream means something else")
    let cut = Int(bytes[1]) % (stream.count + 1)
    require(events(stream, choice: bytes[0], cut: max(1, cut)) == whole, "cut the stream means something else")
    require(whole.count(where: \.isEnd) <= 1, "two ends")
    require(whole.dropLast().allSatisfy { !$0.isEnd }, "an event after the end")
}

private let messageLimit = 4_096

private enum Event: Equatable {
    case message(WebSocketMessageKind, [UInt8])
    case control(isPing: Bool, [UInt8])
    case end(WebSocketClosure, [UInt8])

    var isEnd: Bool { if case .end = self { true } else { false } }
}

private func events(_ stream: [UInt8], choice: UInt8, cut: Int) -> [Event] {
    var configuration = WebSocketConfiguration()
    configuration.maximumMessageByteCount = messageLimit
    configuration.maximumFrameByteCount = messageLimit * 2
    configuration.compression = WebSocketCompressionConfiguration()
    let agreement = WebSocketCompressionAgreement(
        serverResetsContext: choice & 4 == 0,
        clientResetsContext: choice & 4 == 0,
        serverWindowBits: 15,
        clientWindowBits: 15
    )
    let compression = choice & 2 == 0 ? nil : agreement
    var machine =
        choice & 1 == 0
        ? WebSocketStateMachine(server: configuration, compression: compression)
        : WebSocketStateMachine(
            client: configuration,
            maskingKeys: WebSocketMaskingKeys(seed: [UInt8](repeating: 0, count: 32)),
            compression: compression
        )
    if choice & 8 != 0 {
        var output: [UInt8] = []
        machine.sendClose(WebSocketCloseReason(.normal), to: &output)
    }
    var events: [Event] = []
    var scratch: [UInt8] = []
    var start = 0
    while start < stream.count {
        let read = Array(stream[start..<min(start + cut, stream.count)])
        var position = 0
        reading: while true {
            let action = machine.received(read.span, from: &position, scratch: &scratch)
            switch action {
            case .wait: break reading
            case .deliver(let kind, let payload):
                let message = payload.withSpan(in: read.span, scratch: scratch) { [UInt8](copying: $0) }
                require(message.count <= messageLimit, "a message over the limit")
                require(kind == .binary || String(validating: message, as: UTF8.self) != nil, "text that is not UTF-8")
                events.append(.message(kind, message))
            case .answerPing(let payload), .receivedPong(let payload):
                let bytes = payload.withSpan(in: read.span, scratch: scratch) { [UInt8](copying: $0) }
                require(bytes.count <= 125, "a long control frame")
                if case .answerPing = action { events.append(.control(isPing: true, bytes)) }
                if case .receivedPong = action { events.append(.control(isPing: false, bytes)) }
            case .sendPing: require(false, "a ping without timer")
            case .end(let closure, let frame): events.append(.end(closure, frame))
            }
        }
        require(position == read.count, "input left behind")
        start += read.count
    }
    return events
}
