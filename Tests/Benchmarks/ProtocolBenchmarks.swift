// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import CSodium

/// The stages of a message's way through AIConexusProtocol, and bare libsodium beside them.
enum ProtocolBenchmarks {
    /// All of them; what they need is made before they run.
    ///
    /// - Parameter rounds: how often each will run at most, one unmeasured round included.
    /// - Returns: the benchmarks, in the order of the table.
    /// - Throws: a `ProtocolError` when the protocol refuses its own sample.
    static func all(rounds: Int) throws -> [Benchmark] {
        try reading() + writing() + signatures() + [verifiedMessage(rounds: rounds)]
    }

    private static func reading() throws -> [Benchmark] {
        let bytes = try SampleMessage.bytes()
        let text = SampleMessage.alice.did.description
        var reordered = JSONValue.object(try JSONValue(parsing: bytes.span).object ?? [:]).canonicalBytes()
        reordered.insert(UInt8(ascii: " "), at: 1)
        let notCanonical = reordered
        return [
            Benchmark("scan", operationsPerRound: 8_192) { operations in
                for _ in 0..<operations {
                    let view = try EnvelopeView(scanning: bytes.span)
                    try view.checkPayload()
                    keep(view)
                }
            },
            Benchmark("scan, not canonical", operationsPerRound: 512) { operations in
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

    private static func signatures() throws -> [Benchmark] {
        let bytes = try SampleMessage.bytes()
        var signed: [UInt8] = []
        let view = try EnvelopeView(scanning: bytes.span)
        view.appendSignedBytes(of: bytes.span, to: &signed)
        let message = signed
        let signature = view.signature
        let key = SampleMessage.alice.publicKey
        let bare = BareSodium(message: message, signature: signature.bytes, key: key.bytes)
        return [
            Benchmark("verify", operationsPerRound: 64) { operations in
                for _ in 0..<operations { keep(key.verifies(signature, of: message.span)) }
            },
            Benchmark("verify, bare libsodium", operationsPerRound: 64) { operations in
                for _ in 0..<operations { keep(bare.verify()) }
            },
            Benchmark("sign, bare libsodium", operationsPerRound: 64) { operations in
                var output = bare.signature
                for _ in 0..<operations { bare.sign(into: &output) }
                keep(output)
            },
        ]
    }

    /// From received bytes to a message that may be acted on, each with an id not seen before.
    private static func verifiedMessage(rounds: Int) throws -> Benchmark {
        let operationsPerRound = 64
        let messages = try (0..<rounds * operationsPerRound).map(SampleMessage.bytes)
        let state = VerifierState()
        return Benchmark("verify message", operationsPerRound: operationsPerRound) { operations in
            for _ in 0..<operations { keep(try state.verify(messages[state.next % messages.count])) }
        }
    }
}

/// A verifier that a closure can keep.
private final class VerifierState {
    var next = 0
    private var verifier = MessageVerifier(
        configuration: .init(recipient: SampleMessage.bob.did),
        seen: ReplayWindow(hashKey: (1, 2))
    )

    func verify(_ bytes: [UInt8]) throws -> EnvelopeView {
        next += 1
        return try verifier.verify(bytes.span, now: SampleMessage.now, session: SampleMessage.alice.did)
    }
}

/// The C library alone, as the measure for what is put around it.
private struct BareSodium {
    let message: [UInt8]
    let signature: [UInt8]
    let key: [UInt8]
    private let secret: [UInt8]

    init(message: [UInt8], signature: [UInt8], key: [UInt8]) {
        self.message = message
        self.signature = signature
        self.key = key
        var publicKey = [UInt8](repeating: 0, count: 32)
        var secret = [UInt8](repeating: 0, count: 64)
        let seed = [UInt8](repeating: 0xA1, count: 32)
        unsafe _ = crypto_sign_seed_keypair(&publicKey, &secret, seed)
        self.secret = secret
    }

    func verify() -> Bool {
        unsafe crypto_sign_verify_detached(signature, message, UInt64(message.count), key) == 0
    }

    func sign(into signature: inout [UInt8]) {
        unsafe _ = crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret)
    }
}
