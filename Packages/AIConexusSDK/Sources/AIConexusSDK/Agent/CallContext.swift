// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// What a handler may know about the call that it answers.
///
/// The handler's task is cancelled when the caller cancels, when the deadline passes, and when the caller is lost;
/// `Task.isCancelled`, `Task.checkCancellation()` and every cancellable wait see it.
public struct CallContext: Sendable {
    /// Who calls, proved by signature; behind a gateway's own call, who asked the gateway.
    public let caller: DID
    /// The request's id.
    public let id: MessageID
    /// The capability that is called.
    public let capability: CapabilityID
    /// When the caller stops waiting; `nil` for never.
    public let deadline: ContinuousClock.Instant?
    /// The trace that the call belongs to.
    public let trace: TraceContext?
    /// The key under which the caller wants the work done at most once; the SDK sees to it.
    public let idempotencyKey: String?
    /// The call or task that this one serves.
    public let parent: String?
    /// Whether the payload came sealed, so that the gateway has not read it.
    public let isSealed: Bool
    /// The way that the request took.
    public let path: CallPath
    let parts: PartSink

    /// Whether nobody waits for the answer any more.
    public var isCancelled: Bool { Task.isCancelled }

    /// Tells the caller how far the work is, if it asked to be told; for capabilities that answer at once.
    ///
    /// It travels as a part `{"progress", "message"?}`. Does nothing when the caller does not listen, falls behind, or
    /// is gone.
    ///
    /// - Parameters:
    ///   - progress: 0…1, or `nil` when only the message is known.
    ///   - message: what is being done, for people.
    public func report(progress: Double?, _ message: String? = nil) {
        var object = JSONObject()
        if let number = progress.flatMap({ JSONNumber(min(max($0, 0), 1)) }) { object["progress"] = .number(number) }
        if let message { object["message"] = .string(message) }
        parts.offer(.object(object))
    }
}
