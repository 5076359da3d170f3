// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// What must be done even when the process is ended at once, by a second Ctrl-C: programs that it started are ended too.
///
/// The acts run on the main thread, one after another, and must not wait.
public final class LastActs: Sendable {
    /// Takes an act off the list.
    public struct Token: Hashable, Sendable {
        fileprivate let number: Int
    }

    private let state = Locked((next: 0, acts: [Int: @Sendable () -> Void]()))

    init() {}

    /// Puts an act on the list.
    ///
    /// - Parameter act: what to do.
    /// - Returns: what ``remove(_:)`` wants.
    public func add(_ act: @escaping @Sendable () -> Void) -> Token {
        state.withLock { state in
            state.next += 1
            state.acts[state.next] = act
            return Token(number: state.next)
        }
    }

    /// Takes an act off the list: what it was for is over.
    public func remove(_ token: Token) {
        state.withLock { state in
            _ = state.acts.removeValue(forKey: token.number)
        }
    }

    func perform() {
        let acts = state.withLock { Array($0.acts.values) }
        for act in acts { act() }
    }
}
