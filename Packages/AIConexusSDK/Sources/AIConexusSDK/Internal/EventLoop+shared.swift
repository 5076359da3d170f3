// SPDX-License-Identifier: MIT

public import AIConexusTransport

extension EventLoop {
    /// The loop of agents that were given none: one thread for all of them, made when it is first needed.
    ///
    /// It lives as long as the process. Thousands of agents share it well; what their handlers do runs elsewhere.
    public static let agents: EventLoop = {
        do {
            return try EventLoop(name: "aiconexus-agent")
        } catch {
            // Without a thread there is no agent, and nobody who could be told.
            preconditionFailure("no event loop to be had: \(error)")
        }
    }()
}
