// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport
internal import Glibc

/// A program that runs, while ``ChildProgram/withRunning(input:variables:lastActs:onErrorLine:_:)`` lasts.
///
/// A thread of its own feeds it, takes what it says, and waits for its end. Of its output at most four chunks of 64 KiB
/// wait to be read; then the program has to wait too.
public final class ChildProcess: Sendable {
    let state: Locked<ChildState>
    private let wake: ChildWake
    private let lines = Locked(LineBuffer())

    init(
        _ program: ChildProgram,
        input: [UInt8],
        variables: [String: String],
        onErrorLine: @escaping @Sendable (String) -> Void
    ) throws(CommandError) {
        let wake = try ChildWake()
        let spawned = try ChildSpawn(program, variables: variables)
        let state = Locked(ChildState(process: spawned.process))
        (self.wake, self.state) = (wake, state)
        let supervisor = ChildSupervisor(spawned, state, wake, input: input, onErrorLine: onErrorLine)
        do throws(TransportError) {
            // Ended by the program's own end.
            try NativeThread(name: "child") { supervisor.run() }.detach()
        } catch {
            // Nobody can watch it: it must go. It has had no input, so it has done nothing of use.
            supervisor.abandon()
            throw CommandError(.failed, error.message, cause: error)
        }
    }

    /// The next bytes of its standard output, or `nil` at the end or when the task is cancelled; one reader at a time.
    public func nextChunk() async -> [UInt8]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in read(continuation) }
        } onCancel: {
            state.withLock { $0.reader.take() }?.resume(returning: nil)
        }
    }

    private func read(_ continuation: CheckedContinuation<[UInt8]?, Never>) {
        let isCancelled = Task.isCancelled
        let (chunk, isOver) = state.withLock { state -> ([UInt8]?, Bool) in
            if let chunk = state.takeChunk() { return (chunk, false) }
            // A cancellation from before the reader was there has found nobody to wake.
            if state.isOutputOver || isCancelled { return (nil, true) }
            precondition(state.reader == nil, "two tasks read one program")
            state.reader = continuation
            return (nil, false)
        }
        if chunk != nil { wake.now() }
        if chunk != nil || isOver { continuation.resume(returning: chunk) }
    }

    /// The next line of its standard output; a last one without a line feed counts.
    ///
    /// - Parameter maximumByteCount: how long a line may be without its line feed.
    /// - Returns: the line, or `nil` at the end or when the task is cancelled.
    public func nextLine(maximumByteCount: Int) async -> InputLine? {
        while true {
            if let line = lines.withLock({ $0.next(maximumByteCount: maximumByteCount) }) { return line }
            guard let chunk = await nextChunk() else {
                return lines.withLock { $0.last(maximumByteCount: maximumByteCount) }
            }
            lines.withLock { $0.append(chunk) }
        }
    }

    /// All of its standard output.
    ///
    /// - Parameter maximumByteCount: how much that may be.
    /// - Returns: the bytes, or `nil` when there are more.
    public func readAll(maximumByteCount: Int) async -> [UInt8]? {
        var bytes: [UInt8] = []
        while let chunk = await nextChunk() {
            bytes += chunk
            guard bytes.count <= maximumByteCount else { return nil }
        }
        return bytes
    }

    /// Waits for its end.
    public func ending() async -> ChildEnding {
        await withCheckedContinuation { continuation in
            let ending = state.withLock { state in
                if state.ending == nil { state.enders.append(continuation) }
                return state.ending
            }
            if let ending { continuation.resume(returning: ending) }
        }
    }
}

// MARK: - Ending it

extension ChildProcess {
    /// How long a program may take to end after SIGTERM.
    private static let grace = Duration.seconds(2)

    /// Asks the program to end; what it still says is thrown away.
    func terminate() {
        state.withLock { state in
            guard let process = state.stop(killTime: .now + Self.grace) else { return }
            // A program that is held would not hear of it.
            for signal in [SIGTERM, SIGCONT] { Glibc.kill(-process, signal) }
        }
        wake.now()
    }

    /// Ends the program at once.
    func kill() {
        state.withLock { state in
            guard let process = state.process else { return }
            Glibc.kill(-process, SIGKILL)
        }
    }

    /// Sees to the program's end, and waits for it.
    func stop() async {
        terminate()
        _ = await ending()
    }
}
