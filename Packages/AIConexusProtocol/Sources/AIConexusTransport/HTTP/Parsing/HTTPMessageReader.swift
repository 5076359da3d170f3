// SPDX-License-Identifier: MIT

/// Reads one request or response from a byte stream.
///
/// Heads are scanned, then parsed by http-parser; bodies are framed by our own reading of the head, and http-parser
/// must come to the same end. Nothing behind the message is touched.
struct HTTPMessageReader {
    enum Kind: Equatable, Sendable {
        case request
        /// The response to a request with this method.
        case response(HTTPMethod)
    }

    enum Event: Equatable, Sendable {
        case head(HTTPHead, HTTPBodyFraming)
        case body([UInt8])
        /// The message is complete.
        case end
    }

    private enum State {
        /// → body, ending
        case head(HTTPHeadScanner)
        /// Of this many bytes. → ending
        case fixedBody(missing: Int)
        /// → ending
        case chunkedBody(HTTPChunkScanner)
        /// Until the connection ends, and at most this many bytes more. → complete
        case openBody(left: Int)
        /// Everything was read and the end was not reported. → complete
        case ending
        case complete
    }

    private let kind: Kind
    private let maximumBodyByteCount: Int
    private var state: State
    private var parser: HTTPParserHandle
    private var events = HTTPParserEvents()
    /// A head that came in several reads.
    private var partialHead: [UInt8] = []

    init(_ kind: Kind, configuration: HTTPConfiguration) {
        self.kind = kind
        maximumBodyByteCount = configuration.maximumBodyByteCount
        state = .head(HTTPHeadScanner(isRequest: kind == .request, configuration: configuration))
        parser = HTTPParserHandle(isRequest: kind == .request)
    }

    /// Whether nothing has come yet.
    var isUntouched: Bool {
        if case .head(let scanner) = state { scanner.byteCount == 0 } else { false }
    }

    /// Takes what comes next in the message.
    ///
    /// - Parameters:
    ///   - input: what was read.
    ///   - position: where to go on; moved behind what was taken.
    /// - Returns: `nil` when all of `input` was taken and nothing came of it.
    /// - Throws: every code of ``HTTPError`` that a message can cause.
    mutating func next(_ input: Span<UInt8>, from position: inout Int) throws(HTTPError) -> Event? {
        switch state {
        case .head(var scanner):
            let start = position
            let isComplete = try scanner.scan(input, from: &position)
            state = .head(scanner)
            return try head(input.extracting(start..<position), isComplete: isComplete)
        case .fixedBody(let missing):
            let count = min(missing, input.count - position)
            guard count > 0 else { return nil }
            position += count
            state = missing == count ? .ending : .fixedBody(missing: missing - count)
            return try body(input.extracting(position - count..<position))
        case .chunkedBody(var scanner):
            guard position < input.count else { return nil }
            let start = position
            let isComplete = try scanner.scan(input, from: &position)
            state = isComplete ? .ending : .chunkedBody(scanner)
            return try body(input.extracting(start..<position))
        case .openBody(let left):
            guard position < input.count else { return nil }
            let start = position
            guard input.count - start <= left else { throw bodyTooLarge() }
            position = input.count
            state = .openBody(left: left - (position - start))
            return try body(input.extracting(start..<position))
        case .ending:
            state = .complete
            return .end
        case .complete: preconditionFailure("next in .complete")
        }
    }

    /// The connection ended.
    ///
    /// - Returns: the end of a message that had no other, `nil` when none had begun.
    /// - Throws: `.truncated`.
    mutating func receivedEnd() throws(HTTPError) -> Event? {
        switch state {
        case .openBody, .ending:
            state = .complete
            return .end
        case .complete: return nil
        case .head where isUntouched: return nil
        case .head, .fixedBody, .chunkedBody: throw HTTPError(.truncated, "connection ended within a message")
        }
    }

    private mutating func head(_ bytes: Span<UInt8>, isComplete: Bool) throws(HTTPError) -> Event? {
        if !isComplete || !partialHead.isEmpty { partialHead.append(bytes) }
        guard isComplete else { return nil }
        if case .response(.head) = kind { events.skipsBody = true }
        if partialHead.isEmpty {
            try parser.execute(bytes, into: &events)
        } else {
            let whole = partialHead
            partialHead = []
            try parser.execute(whole.span, into: &events)
        }
        guard events.isHeadComplete else { throw .malformed("head is not complete") }
        let head = try HTTPHead(parser, isRequest: kind == .request, events)
        events.fields = []
        let framing = try framing(of: head)
        state = try bodyState(framing)
        return .head(head, framing)
    }

    private func framing(of head: HTTPHead) throws(HTTPError) -> HTTPBodyFraming {
        switch kind {
        case .request: try HTTPBodyFraming(ofRequest: head)
        case .response(let method): try HTTPBodyFraming(ofResponse: head, to: method)
        }
    }

    private func bodyState(_ framing: HTTPBodyFraming) throws(HTTPError) -> State {
        switch framing {
        case .none: return .ending
        case .length(let count):
            guard count <= maximumBodyByteCount else { throw bodyTooLarge() }
            return .fixedBody(missing: count)
        case .chunked: return .chunkedBody(HTTPChunkScanner(maximumBodyByteCount: maximumBodyByteCount))
        case .untilEnd: return .openBody(left: maximumBodyByteCount)
        }
    }

    private func bodyTooLarge() -> HTTPError {
        HTTPError(.bodyTooLarge, "body over \(maximumBodyByteCount) bytes")
    }

    private mutating func body(_ bytes: Span<UInt8>) throws(HTTPError) -> Event {
        try parser.execute(bytes, into: &events)
        if case .ending = state {
            guard events.isMessageComplete else { throw .malformed("body ends in two places") }
        } else {
            guard !events.isMessageComplete else { throw .malformed("body ends in two places") }
        }
        defer { events.body = [] }
        return .body(events.body)
    }
}
