// SPDX-License-Identifier: MIT

import AIConexusProtocol

@testable import AIConexusSDK

/// A path that leads to the test: it keeps what is sent.
///
/// Belongs to the loop.
final class RecordingPath: MessagePath {
    let kind: CallPath
    var hasRoom = true
    /// What every sending fails with.
    var failure: GatewayError?
    /// The longest text that is taken.
    var maximumByteCount = Int.max
    /// Requests that still wait on this side.
    var waiting: Set<MessageID> = []
    /// Messages that were taken back.
    private(set) var withdrawn: [MessageID] = []
    /// Everything that was sent, in order.
    private(set) var sent: [Envelope] = []
    /// Texts that were sent again as they were.
    private(set) var repeated: [MessageID] = []
    private let signer: MessageSigner
    private var readCount = 0
    private var reader: CheckedContinuation<Void, Never>?

    init(_ kind: CallPath, _ key: SigningKey) {
        self.kind = kind
        signer = MessageSigner(key: key)
    }

    func send(_ envelope: Envelope) throws(GatewayError) -> [UInt8] {
        let text = try signer.signed(envelope)
        try check(text)
        record(envelope)
        return text
    }

    func send(again text: [UInt8], id: MessageID) throws(GatewayError) {
        try check(text)
        repeated.append(id)
        // The text was signed by the code under test.
        guard let envelope = try? Envelope(decoding: text.span) else { preconditionFailure("not a message") }
        record(envelope)
    }

    func withdraw(_ id: MessageID) -> Bool {
        guard waiting.remove(id) != nil else { return false }
        withdrawn.append(id)
        return true
    }

    private func check(_ text: [UInt8]) throws(GatewayError) {
        if let failure { throw failure }
        guard text.count <= maximumByteCount else {
            throw GatewayError(.invalidMessage, "too long", wireCode: .payloadTooLarge)
        }
    }

    private func record(_ envelope: Envelope) {
        sent.append(envelope)
        reader.take()?.resume()
    }

    /// The first message that was not read yet; waits for it.
    func next() async -> Envelope {
        if readCount == sent.count { await withCheckedContinuation { reader = $0 } }
        readCount += 1
        return sent[readCount - 1]
    }

    /// What was not read yet.
    func rest() -> [Envelope] {
        defer { readCount = sent.count }
        return Array(sent[readCount...])
    }
}
