// SPDX-License-Identifier: MIT

internal import Glibc

/// What the thread of a child and those who read it share.
struct ChildState {
    /// How many chunks wait to be read before the program has to wait.
    private static let maximumChunkCount = 4

    /// The program's number, which is its group's too; `nil` once it may belong to another.
    var process: pid_t?
    /// Nobody wants to hear more; the program was asked to end, if it had not ended.
    private(set) var isStopping = false
    /// When a program that was asked to end is ended.
    private(set) var killTime: ContinuousClock.Instant?
    /// Nothing more will be said.
    private(set) var isOutputOver = false
    private(set) var ending: ChildEnding?
    private var chunks: [[UInt8]] = []
    var reader: CheckedContinuation<[UInt8]?, Never>?
    var enders: [CheckedContinuation<ChildEnding, Never>] = []

    init(process: pid_t) {
        self.process = process
    }

    /// Whether more output would be read or thrown away.
    var takesOutput: Bool { isStopping || chunks.count < Self.maximumChunkCount }

    /// Nobody wants to hear more.
    ///
    /// - Parameter killTime: when a program that still runs is ended.
    /// - Returns: the process that is to be asked to end.
    mutating func stop(killTime: ContinuousClock.Instant) -> pid_t? {
        guard !isStopping else { return nil }
        isStopping = true
        chunks = []
        if process != nil { self.killTime = killTime }
        return process
    }

    mutating func takeChunk() -> [UInt8]? {
        chunks.isEmpty ? nil : chunks.removeFirst()
    }

    /// Output came.
    ///
    /// - Returns: who waits for it.
    mutating func append(_ chunk: [UInt8]) -> CheckedContinuation<[UInt8]?, Never>? {
        guard !isStopping else { return nil }
        if let reader = reader.take() { return reader }
        chunks.append(chunk)
        return nil
    }

    /// The output is over.
    ///
    /// - Returns: who waits for more.
    mutating func endOutput() -> CheckedContinuation<[UInt8]?, Never>? {
        isOutputOver = true
        return reader.take()
    }

    /// The program has ended.
    ///
    /// - Returns: who waits for that.
    mutating func end(_ ending: ChildEnding) -> [CheckedContinuation<ChildEnding, Never>] {
        self.ending = ending
        let waiting = enders
        enders = []
        return waiting
    }
}
