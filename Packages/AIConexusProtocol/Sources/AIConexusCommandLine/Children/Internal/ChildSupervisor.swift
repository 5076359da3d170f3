// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import Glibc

/// The thread of one child: feeds it, takes what it says, asks it to end, and waits for its end.
///
/// Guard of `@unchecked Sendable`: it is handed to that thread once and used there only.
final class ChildSupervisor: @unchecked Sendable {
    /// Bytes read at once.
    private static let chunkByteCount = 65_536
    /// How long a line on standard error may be.
    private static let maximumErrorLineByteCount = 8_192
    /// How much is still read of standard error after the end.
    private static let maximumLateErrorByteCount = 1 << 20

    private let process: pid_t
    private let state: Locked<ChildState>
    private let wake: ChildWake
    private let end: OpenFile
    private var input: OpenFile?
    private var output: OpenFile?
    private var errors: OpenFile?
    private var unwritten: ArraySlice<UInt8>
    private var errorLines = LineBuffer()
    private var lastErrorLine = ""
    private let onErrorLine: @Sendable (String) -> Void

    init(
        _ spawned: ChildSpawn,
        _ state: Locked<ChildState>,
        _ wake: ChildWake,
        input: [UInt8],
        onErrorLine: @escaping @Sendable (String) -> Void
    ) {
        process = spawned.process
        end = spawned.end
        self.input = spawned.input
        output = spawned.output
        errors = spawned.errors
        unwritten = input[...]
        (self.state, self.wake, self.onErrorLine) = (state, wake, onErrorLine)
    }

    /// Works until the program has ended and all that it said was taken.
    func run() {
        while !waitAndServe() {}
        let status = reap()
        readLateErrors()
        readLateOutput()
        let ending = ChildEnding(waitStatus: status, lastErrorLine: lastErrorLine)
        state.withLock { $0.endOutput() }?.resume(returning: nil)
        for waiting in state.withLock({ $0.end(ending) }) { waiting.resume(returning: ending) }
    }

    /// Ends the program in place of running the thread.
    func abandon() {
        kill(-process, SIGKILL)
        _ = reap()
    }

    // MARK: - While it runs

    /// Waits for an event and deals with it.
    ///
    /// - Returns: whether the program has ended.
    private func waitAndServe() -> Bool {
        let (takesOutput, killTime) = state.withLock { ($0.takesOutput, $0.killTime) }
        if unwritten.isEmpty { input = nil }
        let ready = wait(
            for: [
                (end, POLLIN), (wake.file, POLLIN), (input, POLLOUT), (takesOutput ? output : nil, POLLIN),
                (errors, POLLIN),
            ],
            until: killTime
        )
        if ready[1] { wake.reset() }
        if let killTime, killTime <= .now { kill(-process, SIGKILL) }
        if ready[2] { writeInput() }
        if ready[3] { _ = readOutput() }
        if ready[4] { _ = readErrors() }
        return ready[0]
    }

    private func wait(
        for files: [(file: OpenFile?, event: Int32)],
        until time: ContinuousClock.Instant? = nil
    ) -> [Bool] {
        // poll(2) passes over negative descriptors.
        var requests = files.map { pollfd(fd: $0.file?.descriptor ?? -1, events: Int16($0.event), revents: 0) }
        let timeout = time.map { max(Int32(($0 - .now) / .milliseconds(1)) + 1, 0) } ?? -1
        unsafe requests.withUnsafeMutableBufferPointer { buffer in
            unsafe _ = poll(buffer.baseAddress, nfds_t(buffer.count), timeout)
        }
        return requests.map { $0.revents != 0 }
    }

    private func writeInput() {
        guard let input else { return }
        let count = unsafe unwritten.withUnsafeBufferPointer {
            unsafe write(input.descriptor, $0.baseAddress, $0.count)
        }
        if count >= 0 {
            unwritten = unwritten.dropFirst(count)
        } else if errno != EAGAIN && errno != EINTR {
            // It does not want to read (all of) it, which is its own affair.
            unwritten = []
        }
    }

    /// - Returns: whether there may be more.
    private func readOutput() -> Bool {
        guard let chunk = read(&output) else { return false }
        state.withLock { $0.append(chunk) }?.resume(returning: chunk)
        return true
    }

    /// - Returns: how much was read.
    private func readErrors() -> Int {
        guard let chunk = read(&errors) else { return 0 }
        errorLines.append(chunk)
        while let line = errorLines.next(maximumByteCount: Self.maximumErrorLineByteCount) { note(line) }
        return chunk.count
    }

    private func note(_ line: InputLine) {
        let text: String
        switch line {
        case .line(let bytes): text = PrintableText.line(String(decoding: bytes, as: UTF8.self))
        case .tooLong: text = "(a line of more than \(Self.maximumErrorLineByteCount) bytes)"
        }
        if text.contains(where: { !$0.isWhitespace }) { lastErrorLine = text }
        onErrorLine(text)
    }

    /// Reads what is there, or `nil` when that is nothing.
    ///
    /// A file at its end is closed.
    private func read(_ file: inout OpenFile?) -> [UInt8]? {
        guard let descriptor = file?.descriptor else { return nil }
        var count = 0
        let chunk = [UInt8](capacity: Self.chunkByteCount) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, filled in
                repeat {
                    count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                } while count < 0 && errno == EINTR
                filled = max(count, 0)
            }
        }
        if count == 0 || (count < 0 && errno != EAGAIN) { file = nil }
        return chunk.isEmpty ? nil : chunk
    }

    // MARK: - After its end

    /// Ends what is left of the group, and takes the program's status, after which its number may be another's.
    private func reap() -> Int32 {
        input = nil
        return state.withLock { state in
            kill(-process, SIGKILL)
            var status: Int32 = 0
            while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
            state.process = nil
            return status
        }
    }

    private func readLateErrors() {
        var count = 0
        while count < Self.maximumLateErrorByteCount {
            let more = readErrors()
            if more == 0 { break }
            count += more
        }
        if let line = errorLines.last(maximumByteCount: Self.maximumErrorLineByteCount) { note(line) }
    }

    /// Takes what still lies in the pipe, as fast as it is read; of those who may hold it open, nobody is waited for.
    private func readLateOutput() {
        while output != nil {
            guard state.withLock({ $0.takesOutput }) else {
                if wait(for: [(wake.file, POLLIN)])[0] { wake.reset() }
                continue
            }
            guard readOutput() else { return }
        }
    }
}
