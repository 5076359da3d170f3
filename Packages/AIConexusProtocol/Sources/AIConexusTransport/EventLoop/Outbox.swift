// SPDX-License-Identifier: MIT

/// Collects what one loop has for another loop's mailbox during a turn and posts it at once at the turn's end.
///
/// So however many messages cross between two loops in a turn, they cost one lock and at most one wake-up.
/// Belongs to the sending loop.
public final class Outbox<Element: Sendable>: TurnParticipant {
    private let mailbox: Mailbox<Element>
    private let loop: any Loop
    private var collected: [Element] = []
    /// How many values waited in the mailbox after the last batch was posted.
    ///
    /// A number that stays high says that the receiving loop does not keep up: time to refuse what peers send.
    public private(set) var backlog = 0

    /// Creates an outbox.
    ///
    /// - Parameters:
    ///   - mailbox: where the values go.
    ///   - loop: the sending loop.
    public init(to mailbox: Mailbox<Element>, from loop: any Loop) {
        self.mailbox = mailbox
        self.loop = loop
    }

    /// Adds a value to this turn's batch.
    public func append(_ element: Element) {
        if collected.isEmpty { loop.atTurnEnd(self) }
        collected.append(element)
    }

    /// Posts the batch; called by the loop.
    public func turnEnded() {
        backlog = mailbox.post(contentsOf: &collected)
    }
}
