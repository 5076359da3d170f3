// SPDX-License-Identifier: MIT

import AIConexusSDK
import Glibc

/// Sends a file from one agent to another, breaks off in the middle, and goes on from there.
@main
enum FileTransfer {
    static func main() async throws {
        let gateway = try GatewayURL.fromEnvironment()
        let folder = try temporaryFolder()
        let file = "\(folder)/numbers.txt"
        try write((0..<1_000_000).map { "\($0)\n" }.joined(), to: file)
        try makeFolder("\(folder)/inbox")

        let receiver = Agent(name: "receiver", description: "Takes files.", gateway: gateway)
        try receiver.receiveFiles(into: "\(folder)/inbox") { receipt, _ in
            print("receiver  has \(receipt.name), \(receipt.byteCount) bytes, SHA-256 checked")
        }
        try await receiver.whileRunning { receiver in
            try await withAgent(name: "sender", gateway: gateway) { sender in
                let remote = sender.remote(receiver.did)
                try await breakOff(file, remote)
                let receipt = try await remote.send(file: file)
                print("sender    went on after \(receipt.resumedAt > 0 ? "what was there" : "nothing")")
                print("sender    sent by \(await remote.path().path.rawValue)")
            }
        }
    }

    /// Begins to send, and loses interest in the middle.
    static func breakOff(_ file: String, _ remote: RemoteAgent) async throws {
        let (progress, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let sending = Task {
            defer { continuation.finish() }
            _ = try await remote.send(file: file) { sent, total in continuation.yield(100 * sent / total) }
        }
        for await percent in progress where percent > 30 { break }
        sending.cancel()
        _ = await sending.result
        print("sender    broke off in the middle")
    }

    static func temporaryFolder() throws -> String {
        var template = Array("/tmp/aiconexus-files-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw HandlerError("NO_FOLDER", "cannot make a folder in /tmp") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func makeFolder(_ path: String) throws {
        guard unsafe mkdir(path, 0o700) == 0 else { throw HandlerError("NO_FOLDER", "cannot make \(path)") }
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = unsafe fopen(path, "wx") else { throw HandlerError("NO_FILE", "cannot make \(path)") }
        unsafe fputs(text, file)
        unsafe fclose(file)
    }
}
