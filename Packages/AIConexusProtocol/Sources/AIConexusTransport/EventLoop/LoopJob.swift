// SPDX-License-Identifier: MIT

/// A piece of work for a loop's thread.
///
/// Guard of `@unchecked Sendable`: a `local` closure is added and run by the same thread.
enum LoopJob: @unchecked Sendable {
    /// A part of a task, or of an actor's work, that the Swift runtime scheduled on the loop.
    case task(UnownedJob)
    /// A closure from ``EventLoop/execute(_:)``.
    case closure(@Sendable () -> Void)
    /// A closure from ``EventLoop/later(_:)``.
    case local(() -> Void)
    /// A mailbox that has something in it.
    case mailbox(any MailboxReceiver)
}
