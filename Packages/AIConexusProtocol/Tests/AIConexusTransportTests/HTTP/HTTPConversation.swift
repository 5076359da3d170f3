// SPDX-License-Identifier: MIT

@testable import AIConexusTransport

/// What a server machine made of the bytes that it was fed.
enum HTTPServerEvent: Equatable {
    case send(String)
    case request(HTTPRequest)
    case refuse(Int, HTTPError)
    case end
}

/// A server machine that answers every request at once, unless told otherwise.
final class HTTPConversation {
    private var machine: HTTPServerMachine
    private let answersAtOnce: Bool
    private(set) var output: [UInt8] = []
    /// What the machine did not take while a response was outstanding.
    private(set) var kept: [UInt8] = []

    init(_ configuration: HTTPConfiguration = HTTPConfiguration(), answersAtOnce: Bool = true) {
        machine = HTTPServerMachine(configuration: configuration)
        self.answersAtOnce = answersAtOnce
    }

    var state: HTTPServerMachine.State { machine.state }
    var timer: HTTPServerTimer? { machine.timer }
    var outputText: String { String(decoding: output, as: UTF8.self) }

    func feed(_ text: String) -> [HTTPServerEvent] { feed(Array(text.utf8)) }

    func feed(_ bytes: [UInt8]) -> [HTTPServerEvent] {
        var events: [HTTPServerEvent] = []
        var position = 0
        while true {
            let action = machine.received(bytes.span, from: &position)
            switch action {
            case .wait: return events
            case .hold:
                kept += bytes[position...]
                return events
            default: events.append(event(action))
            }
        }
    }

    func feedSlowly(_ bytes: [UInt8]) -> [HTTPServerEvent] {
        bytes.flatMap { feed([$0]) }
    }

    func respond(_ response: HTTPResponse = HTTPResponse(.ok, body: [0x6F, 0x6B]), date: HTTPDate? = nil) {
        machine.respond(response, date: date, to: &output)
    }

    func begin(_ status: HTTPStatus = .ok, _ headers: HTTPHeaders = [:]) {
        machine.beginResponse(status, headers, date: nil, to: &output)
    }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        machine.sendBody(bytes.span, to: &output)
    }

    func finish() { machine.finishResponse(to: &output) }
    func switchProtocols(_ headers: HTTPHeaders) { machine.switchProtocols(headers, date: nil, to: &output) }
    func receivedEnd() -> HTTPServerEvent? { event(optional: machine.receivedEnd()) }
    func beganShutdown() -> HTTPServerEvent? { event(optional: machine.beganShutdown()) }
    func fire(_ timer: HTTPServerTimer) -> HTTPServerEvent? { event(optional: machine.timerFired(timer)) }

    func takeOutput() -> String {
        defer { output = [] }
        return outputText
    }

    private func event(optional action: HTTPServerAction) -> HTTPServerEvent? {
        action == .wait ? nil : event(action)
    }

    private func event(_ action: HTTPServerAction) -> HTTPServerEvent {
        switch action {
        case .send(let bytes): return .send(String(decoding: bytes, as: UTF8.self))
        case .handle(let request):
            if answersAtOnce { respond() }
            return .request(request)
        case .refuse(let response, let error):
            machine.sendRefusal(response, date: nil, to: &output)
            return .refuse(response.status.code, error)
        case .end: return .end
        case .wait, .hold: preconditionFailure("no event")
        }
    }
}

extension [HTTPServerEvent] {
    var requests: [HTTPRequest] {
        compactMap { if case .request(let request) = $0 { request } else { nil } }
    }

    /// The status of the refusal that the events end with.
    var refusedStatus: Int? {
        if case .refuse(let status, _) = last { status } else { nil }
    }
}
