// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// Intents on both sides, and pings of agents: questions that one message answers.
///
/// Belongs to the loop.
final class Negotiations {
    /// An answer to one of our questions.
    struct Answer: Sendable {
        var id: MessageID
        var payload: Payload
        var path: CallPath
        var roundTripTime: Duration
    }

    private struct Question {
        var recipient: DID
        var start: LoopInstant
        var timer: TimerID
        var path: any MessagePath
        var text: [UInt8]
        var continuation: CheckedContinuation<Result<Answer, CallError>, Never>
    }

    /// A sender may use an id once; two senders may use the same.
    private struct IntentID: Hashable {
        var sender: DID
        var message: MessageID

        init(_ envelope: Envelope) {
            sender = envelope.from
            message = envelope.id
        }
    }

    /// How many intents are answered at a time.
    private static let maximumHandlerCount = 64

    private let post: Post
    private let reference: LoopReference<Negotiations>
    private var questions: [MessageID: Question] = [:]
    private var handlers: [IntentID: Task<Void, Never>] = [:]
    /// Whether no intent is taken any more.
    var isDraining = false

    init(_ post: Post) {
        self.post = post
        reference = LoopReference(on: post.loop)
        reference.set(self)
    }

    deinit {
        cancelHandlers()
    }

    // MARK: - Our questions

    /// Sends a question; the continuation hears of the end exactly once.
    func ask(
        _ payload: Payload,
        id: MessageID,
        to recipient: DID,
        inReplyTo: MessageID?,
        sealedFor reader: KeyExchangePublicKey?,
        timeout: Duration,
        _ continuation: CheckedContinuation<Result<Answer, CallError>, Never>
    ) {
        let path = post.path(to: recipient)
        let text: [UInt8]
        do throws(CallError) {
            text = try post.send(payload, id: id, to: recipient, over: path, answering: inReplyTo, sealedFor: reader)
        } catch {
            return continuation.resume(returning: .failure(error))
        }
        let timer = post.loop.schedule(after: timeout) { [weak self] in
            self?.end(id, .failure(CallError(.timeout, "no answer within \(timeout)")))
        }
        questions[id] = Question(
            recipient: recipient,
            start: post.loop.now,
            timer: timer,
            path: path,
            text: text,
            continuation: continuation
        )
    }

    /// Nobody waits for the answer any more.
    func cancel(_ id: MessageID) {
        guard let question = questions[id] else { return }
        _ = question.path.withdraw(id)
        end(id, .failure(CallError(.cancelled, "the question was cancelled")))
    }

    /// A question turned out not to fit the gateway's limits before it was sent.
    ///
    /// - Returns: whether it was one of these.
    func couldNotSend(_ id: MessageID, _ error: CallError) -> Bool {
        guard questions[id] != nil else { return false }
        end(id, .failure(error))
        return true
    }

    /// Questions on this path, or all of them, get no answer any more.
    func failAll(_ error: CallError, on path: (any MessagePath)? = nil) {
        for (id, question) in questions where path == nil || question.path === path { end(id, .failure(error)) }
    }

    /// The session with the gateway is gone.
    func lostRelay(isWaiting: (MessageID) -> Bool) {
        for (id, question) in questions where question.path === post.relay && !isWaiting(id) {
            end(id, .failure(CallError(.outcomeUnknown, "the connection was lost before the answer")))
        }
    }

    /// A direct path is gone: a question that it may have lost goes by relay, as the very text that it was.
    func lostDirect(_ path: any MessagePath) {
        for (id, question) in questions where question.path === path {
            questions[id]?.path = post.relay
            do throws(GatewayError) {
                try post.relay.send(again: question.text, id: id)
            } catch {
                end(id, .failure(CallError(error)))
            }
        }
    }

    private func end(_ id: MessageID, _ result: Result<Answer, CallError>) {
        guard let question = questions.removeValue(forKey: id) else { return }
        post.loop.cancel(question.timer)
        question.continuation.resume(returning: result)
    }

    private func answer(_ envelope: Envelope) {
        guard let id = envelope.correlationID, let question = questions[id], question.recipient == envelope.from else {
            return
        }
        let answer = Answer(
            id: envelope.id,
            payload: envelope.payload,
            path: question.path.kind,
            roundTripTime: post.loop.now - question.start
        )
        end(id, .success(answer))
    }

    func received(pong envelope: Envelope) {
        answer(envelope)
    }

    /// - Returns: whether it was about a question of ours.
    func refused(_ envelope: Envelope, _ report: ErrorReport, gateway: DID?) -> Bool {
        guard let id = envelope.correlationID, let question = questions[id],
            envelope.from == question.recipient || envelope.from == gateway
        else { return false }
        let source: CallError.Source = envelope.from == question.recipient ? .agent : .gateway
        end(id, .failure(CallError(report, source: source)))
        return true
    }

    // MARK: - Others' questions

    /// An intent came: an answer to ours, or a question.
    func received(
        _ envelope: Envelope,
        _ intent: Intent,
        _ reader: KeyExchangePublicKey?,
        _ path: any MessagePath,
        _ handler: IntentHandler?
    ) {
        if intent.status != nil, intent.query == nil, intent.task == nil { return answer(envelope) }
        guard !isDraining else { return refuse(envelope, .draining, path) }
        guard let handler else { return reply(.answer(.declined), to: envelope, reader, path) }
        guard handlers.count < Self.maximumHandlerCount else {
            return refuse(envelope, .allBusy, path)
        }
        let context = IntentContext(
            caller: envelope.from,
            id: envelope.id,
            inReplyTo: envelope.correlationID,
            trace: envelope.trace,
            isSealed: reader != nil
        )
        let reference = reference
        // Ended by its own return, or by `deinit`.
        handlers[IntentID(envelope)] = Task {
            let outcome: Result<Intent, any Error>
            do {
                outcome = .success(try await handler(intent, context))
            } catch {
                outcome = .failure(error)
            }
            reference.use { $0.handled(envelope, reader, outcome) }
        }
    }

    private func handled(_ envelope: Envelope, _ reader: KeyExchangePublicKey?, _ outcome: Result<Intent, any Error>) {
        handlers[IntentID(envelope)] = nil
        let path = post.path(to: envelope.from)
        switch outcome {
        case .success(let answer):
            reply(answer, to: envelope, reader, path)
        case .failure(let error):
            post.report(error)
            let own = reader == nil ? error as? HandlerError : nil
            let report = ErrorReport(
                code: .agentError,
                message: own?.message ?? ErrorCode.agentError.summary,
                details: own?.json,
                retryable: own?.isRetryable
            )
            post.sendQuietly(.error(report), to: envelope.from, over: path, answering: envelope.id)
        }
    }

    /// Stops all handlers; the agent is ending.
    func cancelHandlers() {
        for handler in handlers.values { handler.cancel() }
    }

    private func refuse(_ envelope: Envelope, _ code: ErrorCode, _ path: any MessagePath) {
        let report = ErrorReport(code: code, message: code.summary)
        post.sendQuietly(.error(report), to: envelope.from, over: path, answering: envelope.id)
    }

    private func reply(
        _ answer: Intent,
        to envelope: Envelope,
        _ reader: KeyExchangePublicKey?,
        _ path: any MessagePath
    ) {
        post.sendQuietly(
            .intent(answer),
            to: envelope.from,
            over: path,
            answering: envelope.id,
            sealedFor: reader
        )
    }
}
