// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// How long an answer is kept for the case that it was refused on the way.
private let answerLifetime = Duration.seconds(30)
/// What may be kept in all: beyond it a stream waits for each part's acknowledgement.
private let keptByteLimit = 16 << 20
/// Beyond this answers are kept no longer once they were sent, so that they leave room for streams.
private let answerByteLimit = 8 << 20
/// What may be on its way of one stream, in bytes; one part may always be.
private let streamByteLimit = 4 << 20
/// A caller that takes nothing of a stream for this long, while its handler waits, is taken for gone.
private let longestStall = Duration.seconds(600)
/// How long to wait before what was refused on the way is sent again; doubles with each refusal in a row.
private let shortestResendDelay = Duration.milliseconds(50)
private let longestResendDelay = Duration.seconds(10)

extension IncomingCalls {
    /// Sends a part, or keeps it and its handler until the window has room.
    func send(_ part: JSONValue, of id: IncomingCall.ID, _ continuation: CheckedContinuation<Bool, Never>) {
        guard let call = calls[id], !call.isOver else { return continuation.resume(returning: false) }
        precondition(call.waiting == nil, "a stream's parts are sent one after another")
        call.waiting = (part, continuation)
        pump(call)
        watchForStall(call)
    }

    /// While a handler waits for its caller, the time since the caller last took something is measured: a caller that is
    /// gone would hold the handler for ever.
    private func watchForStall(_ call: IncomingCall) {
        if let timer = call.stallTimer.take() { post.loop.cancel(timer) }
        guard call.waiting != nil else { return }
        call.stallTimer = post.loop.schedule(after: longestStall) { [weak self, weak call] in
            guard let self, let call else { return }
            call.stallTimer = nil
            interrupt(call, .timeout, "nothing was taken of the stream for \(longestStall)")
        }
    }

    /// A handler that waits is told that nothing is taken any more.
    func dropWaitingPart(of call: IncomingCall) {
        call.waiting.take()?.continuation.resume(returning: false)
        watchForStall(call)
    }

    /// Whether one more part may be kept until it is acknowledged.
    private func hasRoom(_ call: IncomingCall) -> Bool {
        guard call.machine.hasRoom else { return false }
        return call.byteCount == 0 || (call.byteCount < streamByteLimit && keptByteCount < keptByteLimit)
    }

    /// Sends what may be sent now: what has to be sent again, then the part that waits.
    private func pump(_ call: IncomingCall) {
        guard call.resendTimer == nil else { return }
        while let sequence = call.resendSequence {
            guard sequence <= call.machine.partCount, let response = call.machine.pending(at: sequence) else {
                call.resendSequence = nil
                break
            }
            guard call.path.hasRoom else { return }
            call.resendSequence = sequence + 1
            transmit(response, of: call)
            // It was refused at once, or the call is over by now.
            guard calls[call.id] === call, call.resendTimer == nil else { return }
        }
        guard let (part, continuation) = call.waiting, !call.isOver, hasRoom(call), call.path.hasRoom else { return }
        call.waiting = nil
        watchForStall(call)
        transmit(call.machine.append(part), of: call)
        continuation.resume(returning: true)
    }

    /// A path that was full has room again.
    func pathHasRoom() {
        for call in calls.values where call.waiting != nil || call.resendSequence != nil { pump(call) }
    }

    /// Sends a report of progress if that is possible now.
    func offer(_ part: JSONValue, of id: IncomingCall.ID) {
        guard let call = calls[id], call.isStream, !call.isOver, hasRoom(call), call.path.hasRoom,
            call.resendSequence == nil, call.resendTimer == nil
        else { return }
        transmit(call.machine.append(part), of: call)
    }

    /// The caller has consumed parts.
    ///
    /// - Returns: whether there is such a call.
    func acknowledged(_ id: IncomingCall.ID, through sequence: Int) -> Bool {
        guard let call = calls[id] else { return false }
        guard call.machine.acknowledged(through: sequence) else { return true }
        call.refusalCount = 0
        let first = call.machine.firstUnacknowledged
        call.resendSequence = call.resendSequence.map { max($0, first) }
        forgetMessages(of: call, before: first)
        pump(call)
        watchForStall(call)
        return true
    }

    /// Ends a call with this answer, and keeps it for a while in case that it is refused on the way.
    func finish(_ call: IncomingCall, _ response: ExecResponse) {
        if let timer = call.deadline { post.loop.cancel(timer) }
        call.deadline = nil
        let end = call.machine.finish(response)
        // While parts are sent again, the end comes after them by itself.
        if call.resendSequence == nil, call.resendTimer == nil { transmit(end, of: call) }
        post.loop.schedule(after: answerLifetime) { [weak self, weak call] in
            if let call { self?.forget(call) }
        }
        if keptByteCount > answerByteLimit { forget(call) }
    }

    /// Nothing of the call is wanted any more.
    func forget(_ call: IncomingCall) {
        guard calls[call.id] === call else { return }
        calls[call.id] = nil
        forgetMessages(of: call, before: .max)
        dropWaitingPart(of: call)
        for timer in [call.deadline, call.resendTimer] { if let timer { post.loop.cancel(timer) } }
    }

    /// Forgets the messages that carry what comes before the part of this number.
    private func forgetMessages(of call: IncomingCall, before sequence: Int) {
        call.messages.removeAll { message in
            guard message.sequence < sequence else { return false }
            callOfMessage[message.id] = nil
            call.byteCount -= message.text.count
            keptByteCount -= message.text.count
            return true
        }
    }

    private func transmit(_ response: ExecResponse, of call: IncomingCall) {
        do throws(CallError) {
            try transmit(response, of: call, over: call.path)
        } catch {
            // What is too long for the direct path goes by relay.
            guard error.code == .payloadTooLarge, call.path !== post.relay else {
                return notSent(response, of: call, error)
            }
            do throws(CallError) {
                try transmit(response, of: call, over: post.relay)
            } catch {
                notSent(response, of: call, error)
            }
        }
    }

    private func transmit(_ response: ExecResponse, of call: IncomingCall, over path: any MessagePath) throws(CallError)
    {
        let id = post.makeID()
        let text = try post.send(
            .execResponse(response),
            id: id,
            to: call.id.caller,
            over: path,
            answering: call.id.request,
            sealedFor: call.reader
        )
        let sequence = response.status == .partial ? response.sequence ?? 0 : call.machine.partCount
        call.messages.append(IncomingCall.SentMessage(id: id, sequence: sequence, text: text, path: path))
        callOfMessage[id] = call.id
        call.byteCount += text.count
        keptByteCount += text.count
    }

    /// A direct path to a caller has opened: answers that are under way go on there.
    func opened(_ path: any MessagePath, to caller: DID) {
        for call in calls.values where call.id.caller == caller && call.path === post.relay {
            call.path = path
            // The relay may have had no room for what waits.
            pump(call)
        }
    }

    /// A direct path is gone: what it may have lost goes by relay, as the very texts that they were.
    func lostDirect(_ path: any MessagePath, to caller: DID) {
        for call in calls.values where call.id.caller == caller {
            if call.path === path { call.path = post.relay }
            let lost = call.messages.filter { $0.path === path }
            for index in call.messages.indices where call.messages[index].path === path {
                call.messages[index].path = post.relay
            }
            for message in lost where calls[call.id] === call {
                do throws(GatewayError) {
                    try post.relay.send(again: message.text, id: message.id)
                } catch {
                    resend(call, after: shortestResendDelay)
                    break
                }
            }
            if calls[call.id] === call { pump(call) }
        }
    }

    private func notSent(_ response: ExecResponse, of call: IncomingCall, _ error: CallError) {
        switch error.code {
        case .resourceExhausted:
            resend(call, after: shortestResendDelay)
        case .notConnected:
            callerLeft(call)
            forget(call)
        default:
            cannotTravel(call, error)
        }
    }

    /// What the handler gave cannot travel: its caller is told in words that can.
    private func cannotTravel(_ call: IncomingCall, _ error: CallError) {
        report(error)
        var refusal = ExecResponse(status: .error)
        refusal.code = error.code.wireCode ?? .internalError
        refusal.error = call.reader == nil ? error.message : refusal.code?.summary
        call.task?.cancel()
        if !call.isOver {
            // What the handler says when it notices is no outcome any more.
            _ = call.machine.finish(refusal)
            remember(refusal, of: call)
        }
        forget(call)
        post.sendQuietly(
            .execResponse(refusal),
            to: call.id.caller,
            over: call.path,
            answering: call.id.request,
            sealedFor: call.reader
        )
    }

    /// A message turned out not to fit the gateway's limits before it was sent.
    ///
    /// - Returns: whether it was an answer of a call that is still known.
    func couldNotSend(_ message: MessageID, _ error: CallError) -> Bool {
        guard let call = callOfMessage[message].flatMap({ calls[$0] }) else { return false }
        cannotTravel(call, error)
        return true
    }

    /// An answer was refused on the way.
    ///
    /// - Parameters:
    ///   - message: the refused message.
    ///   - report: why.
    /// - Returns: whether it was an answer of a call that is still known.
    func refused(_ message: MessageID, _ report: ErrorReport) -> Bool {
        guard let id = callOfMessage[message], let call = calls[id] else { return false }
        guard report.retryable ?? report.code.isRetryable else {
            // The caller is gone, or will never take it: nobody waits for the rest.
            callerLeft(call)
            forget(call)
            return true
        }
        resend(call, after: report.retryAfter ?? shortestResendDelay)
        return true
    }

    /// Goes on from the first unacknowledged part, once for all refusals of a moment.
    private func resend(_ call: IncomingCall, after delay: Duration) {
        guard call.resendTimer == nil else { return }
        let least = shortestResendDelay * (1 << min(call.refusalCount, 10))
        let delay = min(max(delay, least), longestResendDelay)
        call.refusalCount += 1
        call.resendTimer = post.loop.schedule(after: delay) { [weak self, weak call] in
            guard let self, let call, calls[call.id] === call else { return }
            call.resendTimer = nil
            forgetMessages(of: call, before: .max)
            call.resendSequence = call.machine.firstUnacknowledged
            pump(call)
        }
    }
}
