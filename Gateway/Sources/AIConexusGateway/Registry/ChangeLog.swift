// SPDX-License-Identifier: MIT

/// The latest changes of the registry, bounded in number and bytes; whoever reads too late must begin anew.
///
/// While there are no readers nothing is kept, so that agents that come and go cost nothing after they have gone.
struct ChangeLog: Sendable {
    /// The bounds.
    struct Limits: Hashable, Sendable {
        var count = 8_192
        var byteCount = 16 << 20
    }

    private let limits: Limits
    /// A queue: what stands before `start` is gone.
    private var changes: [AgentChange] = []
    private var start = 0
    private var byteCount = 0
    /// How many changes there have been in all.
    private(set) var end = 0
    /// How many there are who will ask for changes.
    private var readerCount = 0

    init(limits: Limits) {
        self.limits = limits
    }

    /// Somebody will ask for the changes from here on.
    mutating func readerCame() {
        readerCount += 1
    }

    /// One of those asks no more.
    mutating func readerLeft() {
        precondition(readerCount > 0, "more readers left than came")
        readerCount -= 1
        if readerCount == 0 { (changes, start, byteCount) = ([], 0, 0) }
    }

    mutating func append(_ change: AgentChange) {
        end += 1
        guard readerCount > 0 else { return }
        changes.append(change)
        byteCount += Self.byteCount(of: change)
        while start < changes.count, changes.count - start > limits.count || byteCount > limits.byteCount {
            byteCount -= Self.byteCount(of: changes[start])
            changes[start] = AgentChange()
            start += 1
        }
        if start > limits.count {
            changes.removeFirst(start)
            start = 0
        }
    }

    /// The changes from `position` on, at most `limit` of them, or `nil` when some of them are gone.
    func changes(from position: Int, limit: Int) -> ArraySlice<AgentChange>? {
        let first = changes.count - (end - position)
        guard first >= start else { return nil }
        return changes[first..<min(first + limit, changes.count)]
    }

    private static func byteCount(of change: AgentChange) -> Int {
        (change.before?.byteCount ?? 0) + (change.after?.byteCount ?? 0)
    }
}
