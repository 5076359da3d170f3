// SPDX-License-Identifier: MIT

internal import AIConexusTransport

/// What an agent needs of the loop that it lives on: time, timers, and a way in from other threads.
///
/// `EventLoop` is the real one; tests have one whose clock they move.
protocol AgentLoop: Loop, Sendable {
    /// Runs `body` on the loop soon; may be called from any thread.
    func execute(_ body: @escaping @Sendable () -> Void)
}

extension EventLoop: AgentLoop {}
