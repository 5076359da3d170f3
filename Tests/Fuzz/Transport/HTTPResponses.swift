// SPDX-License-Identifier: MIT

@testable import AIConexusTransport

/// Whatever a server or a proxy answers, and however it is cut, a client makes the same of it and keeps to its limits.
///
/// The first byte chooses the method that was asked with.
func fuzz(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let methods: [HTTPMethod] = [.get, .head, .post, .connect]
    let method = methods[Int(first) % methods.count]
    let stream = Array(bytes.dropFirst())
    let whole = response(stream, to: method, cut: max(1, stream.count))
    require(response(stream, to: method, cut: 1) == whole, "read byte by byte the response means something else")
    require(whole.body.count <= bodyLimit, "a body over the limit")
    readEvents(whole.body)
    readProxyReply(stream)
}

private let bodyLimit = 1_000
private let eventLimit = 200

private struct Outcome: Equatable {
    var status: HTTPStatus?
    var headers: HTTPHeaders = [:]
    var body: [UInt8] = []
    var isComplete = false
    var error: HTTPError.Code?
}

private func response(_ bytes: [UInt8], to method: HTTPMethod, cut: Int) -> Outcome {
    var configuration = HTTPConfiguration()
    configuration.maximumBodyByteCount = bodyLimit
    configuration.maximumFieldCount = 20
    var machine = HTTPClientMachine(responseTo: method, configuration: configuration)
    var outcome = Outcome()
    func take(_ event: HTTPResponseEvent?) -> Bool {
        require(!outcome.isComplete || event == nil, "an event after the end")
        switch event {
        case .head(let status, let headers):
            require(outcome.status == nil, "two heads")
            (outcome.status, outcome.headers) = (status, headers)
        case .body(let bytes): outcome.body += bytes
        case .end: outcome.isComplete = true
        case nil: return false
        }
        return true
    }
    do throws(HTTPError) {
        for start in stride(from: 0, to: bytes.count, by: cut) {
            let read = Array(bytes[start..<min(start + cut, bytes.count)])
            var position = 0
            while take(try machine.received(read.span, from: &position)) {}
        }
        _ = take(try machine.receivedEnd())
    } catch {
        outcome.error = error.code
    }
    // What came before a fault is the reader's in parts, which depend on the cuts.
    if outcome.error != nil { outcome.body = [] }
    return outcome
}

/// Events are the same however the body is cut.
private func readEvents(_ body: [UInt8]) {
    var whole = ServerSentEventReader(maximumEventByteCount: eventLimit)
    var slow = ServerSentEventReader(maximumEventByteCount: eventLimit)
    guard let events = try? whole.received(body) else { return }
    var slowEvents: [ServerSentEvent] = []
    for byte in body { slowEvents += (try? slow.received([byte])) ?? [] }
    require(slowEvents == events, "read byte by byte the events are others")
    require(slow.lastEventID == whole.lastEventID, "the last id depends on cuts")
}

/// A proxy that opens a tunnel does so at the last byte, wherever the cuts are.
private func readProxyReply(_ bytes: [UInt8]) {
    var whole = ProxyReply()
    guard whole.received(bytes.span) == .established else { return }
    var slow = ProxyReply()
    for (index, byte) in bytes.enumerated() {
        let isLast = index == bytes.count - 1
        require(slow.received([byte].span) == (isLast ? .established : .incomplete), "a tunnel too early or too late")
    }
}
