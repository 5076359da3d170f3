// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The caller's side of one call: which answers are new, which part is next, when to acknowledge, when it is over.
///
/// Parts are delivered in order and without gaps. One that came before is dropped; so is one that comes too early,
/// because a refusal on the way makes the callee go back to the first unacknowledged one. Source: PROTOCOL_DESIGN,
/// "A call".
struct OutgoingCallStateMachine {
    /// What an answer means.
    enum Verdict: Equatable {
        /// A part, the next one: hand it on.
        case deliver(JSONValue)
        /// Nothing new.
        case discard
        /// Over, with this result.
        case succeed(JSONValue, executionTime: Duration?)
        /// Over.
        case fail(Failure)
    }

    /// How a call fails by its answer.
    enum Failure: Equatable {
        /// The callee, having begun, says so.
        case response(ExecResponse)
        /// It was refused.
        case report(ErrorReport)
        /// A part came that was not asked for, or the end counts other parts than there are.
        case brokenStream(String)
    }

    private let isStream: Bool
    private let window: Int
    /// Parts delivered.
    private(set) var partCount = 0
    private var consumedCount = 0
    private var acknowledgedCount = 0
    /// The end came while parts were still missing.
    private(set) var awaitsMissingParts = false
    private(set) var isOver = false

    init(isStream: Bool, window: Int) {
        self.isStream = isStream
        self.window = window
    }

    /// An `EXEC_RESPONSE` of the callee came.
    mutating func received(_ response: ExecResponse) -> Verdict {
        guard !isOver else { return .discard }
        switch response.status {
        case .partial: return receivedPart(response)
        case .error:
            isOver = true
            return .fail(.response(response))
        case .success:
            return receivedEnd(response)
        }
    }

    private mutating func receivedPart(_ response: ExecResponse) -> Verdict {
        guard isStream, let sequence = response.sequence else {
            isOver = true
            let reason = isStream ? "a part came without its number" : "a part came that was not asked for"
            return .fail(.brokenStream(reason))
        }
        guard sequence == partCount else { return .discard }
        partCount += 1
        return .deliver(response.result ?? .null)
    }

    private mutating func receivedEnd(_ response: ExecResponse) -> Verdict {
        let announced = response.sequence ?? partCount
        guard announced >= partCount else {
            isOver = true
            return .fail(.brokenStream("\(partCount) parts came, the end counts \(announced)"))
        }
        // Parts were lost on the way: their sender hears of it and sends them again, the end after them.
        guard announced == partCount else {
            awaitsMissingParts = true
            return .discard
        }
        isOver = true
        return .succeed(response.result ?? .null, executionTime: response.executionTime)
    }

    /// An `ERROR` about the request came.
    mutating func received(_ report: ErrorReport) -> Verdict {
        guard !isOver else { return .discard }
        isOver = true
        return .fail(.report(report))
    }

    /// The user has taken a part.
    ///
    /// - Returns: the number of the last part consumed, when the callee should be told.
    mutating func consumed() -> Int? {
        consumedCount += 1
        guard !isOver, consumedCount - acknowledgedCount >= (window + 1) / 2 else { return nil }
        acknowledgedCount = consumedCount
        return consumedCount - 1
    }

    /// Nothing that still comes is wanted.
    mutating func ended() {
        isOver = true
    }
}

extension ExecResponse {
    /// What the callee says that its work took.
    var executionTime: Duration? {
        executionTimeMilliseconds.map { .seconds($0 / 1_000) }
    }
}
