// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension RemoteAgent {
    /// Sends a file to an agent that receives files (``Agent/receiveFiles(into:maximumByteCount:from:onReceived:)``).
    ///
    /// The other side reads from this one, from where an earlier attempt broke off, and checks the SHA-256 of the whole
    /// in the end. The way is direct where that is to be had.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - options: how the call is made; its timeout is none unless set.
    ///   - onProgress: hears how many bytes the other side has asked for, of how many; called from any thread.
    /// - Returns: what the other side says it has.
    /// - Throws: ``FileError`` when the file cannot be read; ``CallError``, with `agentCode` `FILE_EXISTS`, `TOO_LARGE`,
    ///   `BAD_NAME`, `CHANGED` or `NOT_WRITTEN`; `CancellationError`.
    public func send(
        file path: String,
        options: CallOptions = CallOptions(),
        onProgress: (@Sendable (_ sent: Int, _ total: Int) -> Void)? = nil
    ) async throws -> FileReceipt {
        let digest = try OutgoingFile.digest(of: path)
        let capability = "file.read.\(agent.nextFileNumber())"
        let receiver = did
        let options = options
        try agent.serve(capability, "Gives the contents of a file.", streaming: FilePart.self) {
            (request: FileRequest, context, parts) in
            guard context.caller == receiver, request.sha256 == digest.sha256 else {
                throw HandlerError("NOT_YOURS", "this file is for somebody else")
            }
            try await OutgoingFile.send(path, from: request.offset, digest, parts, onProgress)
        }
        defer { agent.withdraw(capability) }
        let offer = FileOffer(
            name: OutgoingFile.name(of: path),
            byteCount: digest.byteCount,
            sha256: digest.sha256,
            capability: capability
        )
        var once = options
        once.timeout = options.timeout ?? .seconds(7 * 86_400)
        once.expectedByteCount = max(digest.byteCount, once.expectedByteCount)
        return try await call("file.receive", offer, options: once)
    }
}

/// A file that is being sent.
enum OutgoingFile {
    struct Digest: Sendable {
        var byteCount: Int
        var sha256: String
    }

    /// The last part of a path.
    static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    static func digest(of path: String) throws(FileError) -> Digest {
        let file = try OpenFile(reading: path)
        let byteCount = try file.byteCount()
        var digest = FileDigest()
        var offset = 0
        while offset < byteCount {
            let bytes = try file.read(1 << 20, at: offset)
            guard !bytes.isEmpty else { throw FileError("\(path) became shorter while it was read") }
            digest.append(bytes)
            offset += bytes.count
        }
        return Digest(byteCount: byteCount, sha256: digest.hexadecimal())
    }

    static func send(
        _ path: String,
        from start: Int,
        _ digest: Digest,
        _ parts: PartWriter<FilePart>,
        _ onProgress: (@Sendable (Int, Int) -> Void)?
    ) async throws {
        guard (0...digest.byteCount).contains(start) else {
            throw HandlerError("BAD_OFFSET", "the file has \(digest.byteCount) bytes")
        }
        let file = try OpenFile(reading: path)
        var offset = start
        onProgress?(offset, digest.byteCount)
        while offset < digest.byteCount {
            let count = min(FilePart.maximumByteCount, digest.byteCount - offset)
            let bytes = try file.read(count, at: offset)
            guard bytes.count == count else { throw HandlerError("CHANGED", "the file became shorter") }
            try await parts.send(FilePart(data: Base64URL.encode(bytes.span)))
            offset += count
            onProgress?(offset, digest.byteCount)
        }
    }
}
