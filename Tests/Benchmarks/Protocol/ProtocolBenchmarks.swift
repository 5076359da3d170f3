// SPDX-License-Identifier: MIT

@_spi(Benchmarks) internal import AIConexusProtocol
internal import CSodium

/// The stages of a message's way through AIConexusProtocol, and bare libsodium beside them.
enum ProtocolBenchmarks {
    /// All of them; what they need is made before they run.
    ///
    /// - Parameter rounds: how often each will run at most, one unmeasured round included.
    /// - Returns: the benchmarks, in the order of the table.
    /// - Throws: a `ProtocolError` when the protocol refuses its own sample.
    static func all(rounds: Int) throws -> [Benchmark] {
        try reading() + writing() + signatures(rounds: rounds)
    }

    private static func reading() throws -> [Benchmark] {
        let bytes = try SampleMessage.bytes()
        let text = SampleMessage.alice.did.description
        var reordered = JSONValue.object(try JSONValue(parsing: bytes.span).object ?? [:]).canonicalBytes()
        reordered.insert(UInt8(ascii: " "), at: 1)
        let notCanonical = reordered
        return [
            // The text's form, its members and those of the payload; then the same with the envelope's members read.
            Benchmark("scan", operationsPerRound: 8_192) { operations in
                for _ in 0..<operations {
                    let isFitting = EnvelopeView.isCanonicalWithFittingPayload(bytes.span)
                    precondition(isFitting, "the scan refuses the sample")
                }
            },
            Benchmark("view", operationsPerRound: 8_192) { operations in
                for _ in 0..<operations {
                    let view = try EnvelopeView(scanning: bytes.span)
                    try view.checkPayload()
                    keep(view)
                }
            },
            Benchmark("view, not canonical", operationsPerRound: 512) { operations in
                for _ in 0..<operations { keep(try EnvelopeView(scanning: notCanonical.span)) }
            },
            Benchmark("read JSON", operationsPerRound: 1_024) { operations in
                for _ in 0..<operations { keep(try JSONValue(parsing: bytes.span)) }
            },
            Benchmark("read envelope", operationsPerRound: 512) { operations in
                for _ in 0..<operations { keep(try Envelope(decoding: bytes.span)) }
            },
            Benchmark("read DID", operationsPerRound: 16_384) { operations in
                for _ in 0..<operations { keep(try DID(decoding: text.utf8Span.span)) }
            },
        ]
    }

    private static func writing() throws -> [Benchmark] {
        let bytes = try SampleMessage.bytes()
        let value = try JSONValue(parsing: bytes.span)
        let envelope = SampleMessage.envelope()
        let signer = MessageSigner(key: SampleMessage.alice)
        return [
            Benchmark("write canonical JSON", operationsPerRound: 2_048) { operations in
                for _ in 0..<operations { keep(value.canonicalBytes()) }
            },
            Benchmark("sign envelope", operationsPerRound: 64) { operations in
                for _ in 0..<operations { keep(try signer.sign(envelope)) }
            },
        ]
    }

    /// The three that verify do it on messages that differ, as a gateway does: on one message again and again, the
    /// processor learns the branches of its signature and needs 3 µs less.
    private static func signatures(rounds: Int) throws -> [Benchmark] {
        let operationsPerRound = 64
        let messages = try (0..<rounds * operationsPerRound).map { try SignedMessage(number: $0) }
        let key = SampleMessage.alice.publicKey
        let bare = BareSodium(key: key.bytes)
        let state = VerifierState()
        return [
            Benchmark("verify signature", operationsPerRound: operationsPerRound) { [turn = Turn()] operations in
                for _ in 0..<operations {
                    let message = messages[turn.next(below: messages.count)]
                    keep(key.verifies(message.signature, of: message.signedBytes.span))
                }
            },
            Benchmark("verify message", operationsPerRound: operationsPerRound) { [turn = Turn()] operations in
                for _ in 0..<operations {
                    keep(try state.verify(messages[turn.next(below: messages.count)].bytes))
                }
            },
            Benchmark("verify, bare libsodium", operationsPerRound: operationsPerRound) { [turn = Turn()] operations in
                for _ in 0..<operations { keep(bare.verify(messages[turn.next(below: messages.count)])) }
            },
            Benchmark("sign, bare libsodium", operationsPerRound: operationsPerRound) { operations in
                var signature = messages[0].signatureBytes
                for message in messages.prefix(operations) { bare.sign(message, into: &signature) }
                keep(signature)
            },
        ]
    }
}

/// Goes round a list; what accepts each element only once is given as many as it will ask for.
private final class Turn {
    private var count = 0

    func next(below bound: Int) -> Int {
        defer { count += 1 }
        return count % bound
    }
}

/// A sample message and its parts.
private struct SignedMessage {
    let bytes: [UInt8]
    let signedBytes: [UInt8]
    let signature: Signature
    let signatureBytes: [UInt8]

    init(number: Int) throws {
        let bytes = try SampleMessage.bytes(number)
        let view = try EnvelopeView(scanning: bytes.span)
        self.bytes = bytes
        signature = view.signature
        signatureBytes = view.signature.bytes
        var signed: [UInt8] = []
        view.appendSignedBytes(of: bytes.span, to: &signed)
        signedBytes = signed
    }
}

/// A verifier that a closure can keep.
private final class VerifierState {
    private var verifier = MessageVerifier(
        configuration: .init(recipient: SampleMessage.bob.did),
        seen: ReplayWindow(hashKey: (1, 2))
    )

    func verify(_ bytes: [UInt8]) throws -> EnvelopeView {
        try verifier.verify(bytes.span, now: SampleMessage.now, session: SampleMessage.alice.did)
    }
}

/// The C library alone, as the measure for what is put around it.
private struct BareSodium {
    private let key: [UInt8]
    private let secret: [UInt8]

    init(key: [UInt8]) {
        self.key = key
        var publicKey = [UInt8](repeating: 0, count: 32)
        var secret = [UInt8](repeating: 0, count: 64)
        let seed = [UInt8](repeating: 0xA1, count: 32)
        unsafe _ = crypto_sign_seed_keypair(&publicKey, &secret, seed)
        self.secret = secret
    }

    func verify(_ message: SignedMessage) -> Bool {
        let bytes = message.signedBytes
        return unsafe crypto_sign_verify_detached(message.signatureBytes, bytes, UInt64(bytes.count), key) == 0
    }

    func sign(_ message: SignedMessage, into signature: inout [UInt8]) {
        let bytes = message.signedBytes
        unsafe _ = crypto_sign_detached(&signature, nil, bytes, UInt64(bytes.count), secret)
    }
}
