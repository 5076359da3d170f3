// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The callee's side of one call: numbers its parts, keeps what is not acknowledged, and knows where to go on after a
/// refusal or a change of path.
///
/// Source: PROTOCOL_DESIGN, "A call".
struct IncomingCallStateMachine {
    /// A caller may ask for a larger window; more than this is never kept.
    static let maximumWindow = 1_024

    private let window: Int
    /// Parts that the caller has not acknowledged, in order.
    private var unacknowledged: [JSONValue] = []
    /// The number of the first of them.
    private(set) var firstUnacknowledged = 0
    /// The end, once there is one.
    private(set) var end: ExecResponse?

    init(window: Int) {
        self.window = min(max(window, 1), Self.maximumWindow)
    }

    /// How many parts there were so far.
    var partCount: Int { firstUnacknowledged + unacknowledged.count }

    /// Whether another part may be sent.
    var hasRoom: Bool { unacknowledged.count < window }

    /// Takes the next part.
    ///
    /// - Returns: the message that carries it.
    mutating func append(_ part: JSONValue) -> ExecResponse {
        precondition(hasRoom && end == nil, "a part is sent when there is room, before the end")
        unacknowledged.append(part)
        return response(partCount - 1)
    }

    /// The caller has consumed everything up to `sequence`.
    ///
    /// - Returns: whether that was news.
    mutating func acknowledged(through sequence: Int) -> Bool {
        let count = min(sequence, partCount - 1) - firstUnacknowledged + 1
        guard count > 0 else { return false }
        unacknowledged.removeFirst(count)
        firstUnacknowledged += count
        return true
    }

    /// Ends the call.
    ///
    /// - Returns: the message that says so.
    mutating func finish(_ response: ExecResponse) -> ExecResponse {
        precondition(end == nil, "a call ends once")
        var response = response
        if case .success = response.status, partCount > 0 { response.sequence = partCount }
        end = response
        return response
    }

    /// What is to be sent again: the part of this number, or the end, which counts as the one after the last part.
    ///
    /// - Returns: `nil` when there is nothing (yet).
    func pending(at sequence: Int) -> ExecResponse? {
        guard sequence >= firstUnacknowledged else { return nil }
        return sequence < partCount ? response(sequence) : end
    }

    private func response(_ sequence: Int) -> ExecResponse {
        var response = ExecResponse(status: .partial, result: unacknowledged[sequence - firstUnacknowledged])
        response.sequence = sequence
        return response
    }
}
