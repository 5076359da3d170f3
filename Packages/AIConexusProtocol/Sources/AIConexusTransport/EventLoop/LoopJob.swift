// SPDX-License-Identifier: MIT

/// A piece of work for a loop's thread.
enum LoopJob: Sendable {
    /// A part of a task, or of an actor's work, that the Swift runtime scheduled on the loop.
    case task(UnownedJob)
    /// A closure from ``EventLoop/execute(_:)``.
    case closure(@Sendable () -> Void)
    /// A mailbox that has something in it.
    case mailbox(any MailboxReceiver)
}
