// SPDX-License-Identifier: MIT

extension HTTPServerMachine {
    /// Appends a whole response; afterwards the machine is idle, or has ended and the transport is to be closed.
    ///
    /// - Parameters:
    ///   - response: the answer to the request that was handed out.
    ///   - date: the present time, if it is known.
    ///   - output: the connection's output.
    public mutating func respond(_ response: HTTPResponse, date: HTTPDate?, to output: inout [UInt8]) {
        guard state == .responding, let request else { preconditionFailure("respond in \(state)") }
        let framing: HTTPResponseFraming = response.status.forbidsBody ? .none : .length(response.body.count)
        output.appendResponseHead(response.status, response.headers, framing, connection: connection, date: date)
        if framing != .none, request.method != .head { output.append(contentsOf: response.body) }
        responseEnded()
    }

    /// Appends the head of a response whose body follows in parts.
    ///
    /// - Parameters:
    ///   - status: one that allows a body.
    ///   - headers: without those that frame the body.
    ///   - date: the present time, if it is known.
    ///   - output: the connection's output.
    public mutating func beginResponse(
        _ status: HTTPStatus,
        _ headers: HTTPHeaders,
        date: HTTPDate?,
        to output: inout [UInt8]
    ) {
        guard state == .responding, let request else { preconditionFailure("beginResponse in \(state)") }
        precondition(!status.forbidsBody, "a response with status \(status.code) has no body")
        if request.version == .http10 { isLastResponse = true }
        let wire: HTTPResponseFraming = request.version == .http11 ? .chunked : .untilEnd
        output.appendResponseHead(status, headers, wire, connection: connection, date: date)
        framing = request.method == .head ? .none : wire
        state = .streaming
    }

    /// Appends a part of the body.
    ///
    /// - Parameters:
    ///   - bytes: may be empty.
    ///   - output: the connection's output.
    public mutating func sendBody(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        guard state == .streaming else { preconditionFailure("sendBody in \(state)") }
        switch framing {
        case .chunked: output.appendChunk(bytes)
        case .untilEnd: output.append(bytes)
        case .none, .length: break  // the answer to HEAD
        }
    }

    /// Appends the end of the body; afterwards the machine is idle, or has ended and the transport is to be closed.
    ///
    /// - Parameter output: the connection's output.
    public mutating func finishResponse(to output: inout [UInt8]) {
        guard state == .streaming else { preconditionFailure("finishResponse in \(state)") }
        if framing == .chunked { output.appendLastChunk() }
        responseEnded()
    }

    /// Appends the answer that changes the protocol; what the shell kept of the input belongs to the new one.
    ///
    /// - Parameters:
    ///   - headers: `Upgrade` and `Connection` among them.
    ///   - date: the present time, if it is known.
    ///   - output: the connection's output.
    public mutating func switchProtocols(_ headers: HTTPHeaders, date: HTTPDate?, to output: inout [UInt8]) {
        guard state == .responding else { preconditionFailure("switchProtocols in \(state)") }
        output.appendResponseHead(.switchingProtocols, headers, .none, connection: nil, date: date)
        state = .upgraded
    }

    /// Appends the answer of ``HTTPServerAction/refuse(_:_:)``.
    ///
    /// - Parameters:
    ///   - response: the answer.
    ///   - date: the present time, if it is known.
    ///   - output: the connection's output.
    public func sendRefusal(_ response: HTTPResponse, date: HTTPDate?, to output: inout [UInt8]) {
        guard state == .ended else { preconditionFailure("sendRefusal in \(state)") }
        let framing = HTTPResponseFraming.length(response.body.count)
        output.appendResponseHead(response.status, response.headers, framing, connection: "close", date: date)
        output.append(contentsOf: response.body)
    }

    /// The value of `Connection`, where it is not what the version implies.
    private var connection: String? {
        if isLastResponse { return "close" }
        return request?.version == .http10 ? "keep-alive" : nil
    }
}
