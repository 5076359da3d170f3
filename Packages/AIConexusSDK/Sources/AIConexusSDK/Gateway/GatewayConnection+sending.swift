// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

// What leaves: a queue, as fast as the gateway and the socket allow.
extension GatewayConnection {
    /// A text that waited longer than this is signed again with the time at which it is sent.
    private static let oldestText = Duration.seconds(30)
    /// What may lie in the socket's own queue; the rest waits where it can still be taken back.
    static let socketByteCount = 256 << 10

    /// Signs a message and sends it as soon as the connection, the gateway's rate and the socket allow.
    ///
    /// The timestamp is set here, and again if the message had to wait.
    ///
    /// - Returns: the text.
    /// - Throws: `disconnected`, `queueFull`, or `invalidMessage` for what does not fit the protocol or the gateway's
    ///   limit.
    @discardableResult
    func send(_ envelope: Envelope) throws(GatewayError) -> [UInt8] {
        var envelope = envelope
        envelope.timestamp = .now()
        let text = try signed(envelope)
        try enqueue(OutgoingQueue.Entry(id: envelope.id, envelope: envelope, text: text))
        return text
    }

    /// Sends a text that was signed before, for the other path.
    ///
    /// - Throws: as ``send(_:)``.
    func send(again text: [UInt8], id: MessageID) throws(GatewayError) {
        try enqueue(OutgoingQueue.Entry(id: id, envelope: nil, text: text))
    }

    private func enqueue(_ entry: OutgoingQueue.Entry) throws(GatewayError) {
        guard !state.isFinal else {
            throw GatewayError(.disconnected, "there is no connection to the gateway")
        }
        let text = entry.text
        guard queue.hasRoom(for: text.count) else {
            owesRoom = true
            throw GatewayError(
                .queueFull,
                "\(queue.byteCount) bytes are waiting to be sent",
                isTransient: true
            )
        }
        queue.append(entry)
        flush()
    }

    /// Takes a message back that was not handed to the socket.
    ///
    /// - Returns: whether it was still here, which means that nobody ever saw it.
    func withdraw(_ id: MessageID) -> Bool {
        queue.withdraw(id)
    }

    /// Whether a message still waits on this side, where a loss of the connection does not touch it.
    func isWaiting(_ id: MessageID) -> Bool {
        queue.contains(id)
    }

    private func signed(_ envelope: Envelope) throws(GatewayError) -> [UInt8] {
        let text = try signer.signed(envelope)
        if let error = tooLong(text) { throw error }
        return text
    }

    /// Why the gateway would not take a text; `nil` when it would, or when it has not said yet.
    private func tooLong(_ text: [UInt8]) -> GatewayError? {
        guard let limit = state.session?.limits.maximumMessageByteCount, text.count > limit else { return nil }
        return GatewayError(
            .invalidMessage,
            "the message has \(text.count) bytes, the gateway takes \(limit)",
            wireCode: .payloadTooLarge
        )
    }

    /// Whether what is queued is at its bound; if it is, the delegate hears when it is no more.
    var isFull: Bool {
        guard queue.byteCount >= queue.maximumByteCount else { return false }
        owesRoom = true
        return true
    }

    /// Whether what is queued is far enough from its bound to add to it.
    var hasRoom: Bool {
        guard queue.byteCount * 2 <= queue.maximumByteCount else {
            owesRoom = true
            return false
        }
        return true
    }

    /// The gateway refused a message for the rate of all.
    func slowDown(_ report: ErrorReport) {
        bytePacer?.refused(retryAfter: report.retryAfter, now: now)
    }

    /// Hands over what may go now.
    func flush() {
        guard case .connected = state, let session, pacer != nil else { return }
        while let entry = queue.first {
            // It was queued before the gateway said what it takes; sent all the same, it would end the session.
            if let error = tooLong(entry.text) {
                queue.removeFirst()
                delegate?.gatewayCouldNotSend(entry.id, error)
                continue
            }
            guard session.pendingByteCount < Self.socketByteCount else { break }
            // The order matters: a message that waits for its bytes must not take a place in the count twice.
            if let wait = pacer?.wait(now: now) ?? bytePacer?.take(entry.text.count, now: now) {
                wakePacer(after: wait)
                break
            }
            pacer?.take()
            queue.removeFirst()
            session.sendText(freshText(entry).span)
        }
        if owesRoom, queue.byteCount * 2 <= queue.maximumByteCount {
            owesRoom = false
            delegate?.gatewayQueueHasRoom()
        }
    }

    private func freshText(_ entry: OutgoingQueue.Entry) -> [UInt8] {
        guard var envelope = entry.envelope, Timestamp.now().duration(since: envelope.timestamp) > Self.oldestText
        else {
            return entry.text
        }
        envelope.timestamp = .now()
        // It was signed before, and only the time differs, so this does not fail.
        return (try? signed(envelope)) ?? entry.text
    }

    private func wakePacer(after wait: Duration) {
        guard pacerTimer == nil else { return }
        pacerTimer = loop.schedule(after: wait) { [weak self] in
            self?.pacerTimer = nil
            self?.flush()
        }
    }

    /// Sends what the connection itself has to say, past queue and rate.
    func sendNow(_ payload: Payload, to target: DID, answering correlationID: MessageID? = nil) {
        let envelope = Envelope(
            id: .random(using: &randomness),
            correlationID: correlationID,
            timestamp: .now(),
            from: key.did,
            to: target,
            payload: payload
        )
        do throws(GatewayError) {
            let text = try signed(envelope)
            session?.sendText(text.span)
        } catch {
            delegate?.gatewayReported(error)
        }
    }
}
