// SPDX-License-Identifier: MIT

public import AIConexusProtocol

extension Agent {
    /// Receives files into a folder, as the capability `file.receive`.
    ///
    /// A file takes its name only when it is complete and its SHA-256 is right; until then it is called
    /// `.SHA256.part`, and another attempt goes on from there. Nothing is overwritten; a file
    /// that is there already is received without being sent again.
    ///
    /// - Parameters:
    ///   - folder: where files go; it exists.
    ///   - maximumByteCount: longer files are refused.
    ///   - senders: who may send; `nil` for everybody.
    ///   - onReceived: hears of every file that is complete.
    /// - Throws: ``AgentError``.
    public nonisolated func receiveFiles(
        into folder: String,
        maximumByteCount: Int = 16 << 30,
        from senders: Set<DID>? = nil,
        onReceived: (@Sendable (_ receipt: FileReceipt, _ sender: DID) -> Void)? = nil
    ) throws(AgentError) {
        let options = CapabilityOptions(concurrency: 4, semantics: .idempotent, tags: ["files"])
        try serve("file.receive", "Receives a file.", options: options) { [weak self] (offer: FileOffer, context) in
            guard senders?.contains(context.caller) ?? true else {
                throw HandlerError("NOT_PERMITTED", "this agent takes no files from \(context.caller)")
            }
            guard let self else { throw CancellationError() }
            let file = try IncomingFile(offer, folder, maximumByteCount: maximumByteCount)
            let receipt = try await file.receive(from: remote(context.caller))
            onReceived?(receipt, context.caller)
            return receipt
        }
    }

    /// A number for a capability that lasts as long as a file is sent.
    nonisolated func nextFileNumber() -> Int {
        fileNumbers.withLock { number in
            number += 1
            return number
        }
    }
}

/// A file that is being received.
struct IncomingFile {
    private let offer: FileOffer
    private let target: String
    private let part: String

    /// Checks what is offered.
    ///
    /// - Throws: ``HandlerError`` `BAD_NAME`, `BAD_DIGEST` or `TOO_LARGE`.
    init(_ offer: FileOffer, _ folder: String, maximumByteCount: Int) throws(HandlerError) {
        let isName =
            !offer.name.isEmpty && offer.name.utf8.count <= 200 && !offer.name.hasPrefix(".")
            && offer.name.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "/") && $0 != 0x7F }
        guard isName else { throw HandlerError("BAD_NAME", "a file's name has no folder and no leading dot") }
        let isDigest =
            offer.sha256.utf8.count == 64
            && offer.sha256.utf8.allSatisfy {
                ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
                    || ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "f"))
            }
        guard isDigest else { throw HandlerError("BAD_DIGEST", "a SHA-256 is 64 hexadecimal digits in lower case") }
        guard (0...maximumByteCount).contains(offer.byteCount) else {
            throw HandlerError("TOO_LARGE", "files have at most \(maximumByteCount) bytes here")
        }
        self.offer = offer
        target = "\(folder)/\(offer.name)"
        part = "\(folder)/.\(offer.sha256).part"
    }

    /// Reads the file from its sender, from where an earlier attempt broke off.
    func receive(from sender: RemoteAgent) async throws -> FileReceipt {
        do {
            return try await read(from: sender)
        } catch let error as FileError {
            throw HandlerError("NOT_WRITTEN", error.message)
        }
    }

    private func read(from sender: RemoteAgent) async throws -> FileReceipt {
        if OpenFile.exists(target) {
            // The same file was received before, and its sender did not hear of it.
            guard try OutgoingFile.digest(of: target).sha256 == offer.sha256 else {
                throw HandlerError("FILE_EXISTS", "another '\(offer.name)' is here already")
            }
            return FileReceipt(name: offer.name, byteCount: offer.byteCount, resumedAt: offer.byteCount)
        }
        let file = try OpenFile(appendingTo: part)
        try await lock(file)
        let start = min(try file.byteCount(), offer.byteCount)
        var offset = start
        var digest = try digest(of: file, upTo: start)
        var options = CallOptions()
        options.expectedByteCount = offer.byteCount
        let request = FileRequest(offset: start, sha256: offer.sha256)
        for try await piece in try sender.stream(offer.capability, request, of: FilePart.self, options: options) {
            // Whoever sends is told by an error; what is wrong with the text does not matter to it.
            guard let bytes = try? Base64URL.decode(piece.data.utf8Span.span), offset + bytes.count <= offer.byteCount
            else {
                throw HandlerError("CHANGED", "a part of the file is not what was offered")
            }
            try file.write(bytes, at: offset)
            digest.append(bytes)
            offset += bytes.count
        }
        guard offset == offer.byteCount, digest.hexadecimal() == offer.sha256 else {
            if offset == offer.byteCount { try file.truncate(to: 0) }
            throw HandlerError("CHANGED", "the file is not the one that was offered", isRetryable: true)
        }
        try file.synchronize()
        try OpenFile.rename(part, to: target)
        return FileReceipt(name: offer.name, byteCount: offer.byteCount, resumedAt: start)
    }

    /// An attempt that was just broken off takes a moment to let go of the file; two at once would spoil it.
    private func lock(_ file: borrowing OpenFile) async throws {
        for _ in 0..<Self.lockAttemptCount {
            if file.lock() { return }
            try await Task.sleep(for: Self.lockPause)
        }
        throw HandlerError("BUSY", "this file is being received already", isRetryable: true)
    }

    private static let lockAttemptCount = 100
    private static let lockPause = Duration.milliseconds(50)

    private func digest(of file: borrowing OpenFile, upTo end: Int) throws(FileError) -> FileDigest {
        var digest = FileDigest()
        var offset = 0
        while offset < end {
            let bytes = try file.read(min(1 << 20, end - offset), at: offset)
            guard !bytes.isEmpty else { break }
            digest.append(bytes)
            offset += bytes.count
        }
        return digest
    }
}
