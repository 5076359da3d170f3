// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@testable import AIConexusGateway

@Suite("LogWriter")
struct LogWriterTests {
    private static let time = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private func writer(_ descriptor: Int32, maximumByteCount: Int = 1 << 20) throws -> LogWriter {
        try LogWriter(descriptor: descriptor, format: .logfmt, maximumByteCount: maximumByteCount) { Self.time }
    }

    private func event(_ number: Int) -> LogEvent {
        LogEvent(.info, "numbered", at: Self.time, fields: [("number", .integer(number))])
    }

    @Test("events of many threads are written whole, and all before close returns", .timeLimit(.minutes(1)))
    func threads() async throws {
        let folder = try TemporaryFolder()
        let file = try FileHandle(forWritingTo: URL(filePath: folder.write("", as: "log")))
        let writer = try writer(file.fileDescriptor)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask { for number in 0..<500 { writer.write(event(task * 500 + number)) } }
            }
        }
        writer.close()
        let lines = try folder.text("log").split(separator: "\n")
        let numbers = try lines.map { line in
            try #require(
                line.wholeMatch(of: /time=2027-01-15T08:00:00.000Z level=info event=numbered number=(\d+)/).flatMap {
                    Int($0.1)
                }
            )
        }
        #expect(numbers.sorted() == Array(0..<2_000))
        #expect(writer.backlog.droppedCount == 0)
        #expect(writer.backlog.waitingByteCount == 0)
    }

    @Test("a reader that does not read costs events, never the logging thread's time", .timeLimit(.minutes(1)))
    func slowReader() throws {
        let pipe = Pipe()
        let writer = try writer(pipe.fileHandleForWriting.fileDescriptor, maximumByteCount: 10_000)
        // Many times what the pipe (64 KiB) and the queue hold; this returns although nobody reads.
        for number in 0..<10_000 { writer.write(event(number)) }
        let dropped = writer.backlog.droppedCount
        #expect(dropped > 0)
        #expect(writer.backlog.waitingByteCount <= 10_000)
        // The end of the pipe comes when the writer is done, so reading needs a thread of its own.
        let reader = ReadingThread(pipe.fileHandleForReading)
        writer.close()
        try pipe.fileHandleForWriting.close()
        let lines = reader.text().split(separator: "\n")
        let reports = lines.compactMap {
            $0.firstMatch(of: /level=warning event=log_dropped count=(\d+)/).flatMap { Int($0.1) }
        }
        #expect(lines.count - reports.count + reports.reduce(0, +) == 10_000)
        #expect(reports.reduce(0, +) == dropped)
    }

    @Test("a file that takes nothing loses events, counts them, and stops nobody", .timeLimit(.minutes(1)))
    func fullDisk() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let writer = try writer(full.fileDescriptor)
        for number in 0..<100 { writer.write(event(number)) }
        writer.close()
        #expect(writer.backlog.droppedCount == 100)
    }

    @Test("what comes after the end is dropped")
    func afterClose() throws {
        let folder = try TemporaryFolder()
        let file = try FileHandle(forWritingTo: URL(filePath: folder.write("", as: "log")))
        let writer = try writer(file.fileDescriptor)
        writer.close()
        writer.write(event(1))
        #expect(writer.backlog.droppedCount == 1)
        #expect(try folder.text("log") == "")
    }

    @Test("events below the level are not even made", arguments: LogLevel.allCases)
    func level(_ level: LogLevel) {
        let events = Locked([String]())
        let logger = Logger(
            level: level,
            now: { Self.time },
            sink: { event in events.withLock { $0.append(event.level.rawValue) } }
        )
        var madeCount = 0
        func fields() -> [LogEvent.Field] {
            madeCount += 1
            return []
        }
        for level in LogLevel.allCases { logger.log(level, "tried", fields()) }
        let expected = LogLevel.allCases.filter { $0 >= level }.map(\.rawValue)
        #expect(events.withLock { $0 } == expected)
        #expect(madeCount == expected.count)
    }
}

/// Reads a file to its end.
private final class ReadingThread: Sendable {
    private let bytes = Locked([UInt8]())
    private let isDone = DispatchSemaphore(value: 0)

    init(_ file: FileHandle) {
        Thread { [self] in
            let data = (try? file.readToEnd()) ?? Data()
            bytes.withLock { $0 = Array(data) }
            isDone.signal()
        }.start()
    }

    /// Waits for the end.
    func text() -> String {
        isDone.wait()
        return String(decoding: bytes.withLock { $0 }, as: UTF8.self)
    }
}
