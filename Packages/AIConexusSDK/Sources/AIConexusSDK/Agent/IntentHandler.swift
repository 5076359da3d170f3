// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// What a handler may know about an intent that it answers.
public struct IntentContext: Sendable {
    /// Who asks, proved by signature.
    public let caller: DID
    /// The intent's id.
    public let id: MessageID
    /// The answer of ours that this intent follows, when terms go back and forth.
    public let inReplyTo: MessageID?
    /// The trace that it belongs to.
    public let trace: TraceContext?
    /// Whether it came sealed, so that the gateway has not read it.
    public let isSealed: Bool
}

/// Answers an intent; what it throws is told as ``HandlerError``s are.
typealias IntentHandler = @Sendable (Intent, IntentContext) async throws -> Intent

extension Agent {
    /// Has intents answered: natural-language ones (`query`) and structured ones (`task`).
    ///
    /// Without a handler every intent is declined. At most 64 intents are answered at a time; more are `ALL_BUSY`.
    ///
    /// - Parameter handler: returns `Intent.answer(…)`; a ``HandlerError`` that it throws
    ///   reaches the asker as `AGENT_ERROR`.
    public nonisolated func onIntent(
        _ handler: (@Sendable (_ intent: Intent, _ context: IntentContext) async throws -> Intent)?
    ) {
        intents.withLock { $0 = handler }
    }
}
