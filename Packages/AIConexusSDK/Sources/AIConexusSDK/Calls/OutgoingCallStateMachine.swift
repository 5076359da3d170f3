// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The caller's side of one call: which answers are new, which part is next, when to acknowledge, when it is over.
///
/// Parts are delivered in order and without gaps. One that came before is dropped. One that comes early, because its
/// predecessor was refused on the way or takes another path, waits: there are never more of them than the window.
/// Source: PROTOCOL_DESIGN, "A call".
struct OutgoingCallStateMachine {
    /// What an answer gives.
    struct Verdict: Equatable {
        /// Parts to hand on, in order.
        var parts: [JSONValue] = []
        /// Set when the call is over.
        var end: End?

        /// Nothing new.
        static let nothing = Verdict()

        fileprivate static func failure(_ end: End) -> Verdict { Verdict(end: end) }
    }

    /// How a call ends by an answer.
    enum End: Equatable {
        /// With this result.
        case success(JSONValue, executionTime: Duration?)
        /// The callee, having begun, says so.
        case failed(ExecResponse)
        /// It was refused.
        case refused(ErrorReport)
        /// A part came that was not asked for, or the end counts fewer parts than there were.
        case brokenStream(String)
    }

    private let isStream: Bool
    private let window: Int
    /// Parts delivered.
    private(set) var partCount = 0
    private var consumedCount = 0
    private var acknowledgedCount = 0
    /// Parts that wait for their predecessors, by number.
    private var early: [Int: JSONValue] = [:]
    /// The end, while parts before it are missing.
    private var earlyEnd: (response: ExecResponse, partCount: Int)?
    private(set) var isOver = false
    /// Whether the callee has answered anything, so that it has the request.
    private(set) var hasHeard = false

    init(isStream: Bool, window: Int) {
        self.isStream = isStream
        self.window = window
    }

    /// An `EXEC_RESPONSE` of the callee came.
    mutating func received(_ response: ExecResponse) -> Verdict {
        guard !isOver else { return .nothing }
        hasHeard = true
        switch response.status {
        case .partial: return receivedPart(response)
        case .success: return receivedEnd(response)
        case .error: return end(.failed(response))
        }
    }

    /// An `ERROR` about the request came.
    mutating func received(_ report: ErrorReport) -> Verdict {
        guard !isOver else { return .nothing }
        return end(.refused(report))
    }

    private mutating func receivedPart(_ response: ExecResponse) -> Verdict {
        guard isStream else { return end(.brokenStream("a part came that was not asked for")) }
        guard let sequence = response.sequence else { return end(.brokenStream("a part came without its number")) }
        guard sequence >= partCount, sequence - consumedCount < window else { return .nothing }
        early[sequence] = response.result ?? .null
        var verdict = Verdict()
        while let part = early.removeValue(forKey: partCount) {
            verdict.parts.append(part)
            partCount += 1
        }
        if let (response, count) = earlyEnd, count == partCount { verdict.end = succeed(response) }
        return verdict
    }

    private mutating func receivedEnd(_ response: ExecResponse) -> Verdict {
        guard isStream else { return Verdict(end: succeed(response)) }
        guard response.sequence != nil || early.isEmpty else {
            return end(.brokenStream("the end came before part \(partCount), and does not count the parts"))
        }
        let announced = response.sequence ?? partCount
        guard announced >= partCount else {
            return end(.brokenStream("\(partCount) parts came, the end counts \(announced)"))
        }
        guard announced == partCount else {
            earlyEnd = (response, announced)
            return .nothing
        }
        return Verdict(end: succeed(response))
    }

    private mutating func succeed(_ response: ExecResponse) -> End {
        ended()
        return .success(response.result ?? .null, executionTime: response.executionTime)
    }

    private mutating func end(_ end: End) -> Verdict {
        ended()
        return .failure(end)
    }

    /// The user has taken a part.
    ///
    /// - Returns: the number of the last part consumed, when the callee should be told.
    mutating func consumed() -> Int? {
        consumedCount += 1
        guard !isOver, consumedCount - acknowledgedCount >= (window + 1) / 2 else { return nil }
        return acknowledgement
    }

    /// The number of the last part consumed, to be told again because the last telling may have been lost.
    var acknowledgement: Int? {
        mutating get {
            guard consumedCount > 0 else { return nil }
            acknowledgedCount = consumedCount
            return consumedCount - 1
        }
    }

    /// Nothing that still comes is wanted.
    mutating func ended() {
        isOver = true
        early = [:]
        earlyEnd = nil
    }
}

extension ExecResponse {
    /// The longest time that is believed, in milliseconds: as long as any other of the protocol.
    private static let longestExecutionTime = Double(1 << 53)

    /// What the callee says that its work took.
    var executionTime: Duration? {
        executionTimeMilliseconds.map { .seconds(min($0, Self.longestExecutionTime) / 1_000) }
    }
}
