// SPDX-License-Identifier: MIT

/// What the shell of an ``HTTPServerMachine`` must do.
public enum HTTPServerAction: Hashable, Sendable {
    /// All of the input is used up, or nothing is to be done.
    case wait
    /// A response is being made: keep the rest of the input, read no more, and feed the rest when the machine is idle.
    case hold
    /// Send these bytes and go on.
    case send([UInt8])
    /// Let a request be answered; exactly one response must follow.
    case handle(HTTPRequest)
    /// Send this answer with ``HTTPServerMachine/sendRefusal(_:date:to:)``, then close the transport in good order.
    case refuse(HTTPResponse, HTTPError)
    /// Close the transport in good order.
    case end
}

/// A deadline of an ``HTTPServerMachine``.
///
/// The shell keeps one timer armed for what ``HTTPServerMachine/timer`` says, and arms it anew when that changes.
public struct HTTPServerTimer: Hashable, Sendable {
    /// What is waited for.
    public enum Purpose: Sendable {
        /// The next request.
        case idle
        /// The rest of a head.
        case head
        /// The rest of a body.
        case body
    }

    /// What is waited for.
    public let purpose: Purpose
    /// How many requests were complete before, so that two deadlines of a kind differ.
    public let requestCount: Int
    /// From the moment at which the machine began to name this timer.
    public let delay: Duration
}
