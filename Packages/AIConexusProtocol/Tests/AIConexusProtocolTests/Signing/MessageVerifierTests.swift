// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("MessageVerifier")
struct MessageVerifierTests {
    private func code(
        _ bytes: [UInt8],
        now: Timestamp = Samples.now,
        session: DID? = nil,
        _ configuration: MessageVerifier.Configuration = .init(),
        freshness: MessageVerifier.Freshness = .required
    ) -> ErrorCode? {
        var verifier = MessageVerifier(
            configuration: configuration,
            seen: ReplayWindow.forTests
        )
        do {
            _ = try verifier.verify(bytes.span, now: now, session: session, freshness: freshness)
            return nil
        } catch {
            return error.code
        }
    }

    private func verdict(of bytes: [UInt8], by verifier: inout MessageVerifier) -> ErrorCode? {
        do {
            _ = try verifier.verify(bytes.span, now: Samples.now)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("a signed message of every shape is accepted, and changed anywhere refused", arguments: Samples.payloads)
    func everyByte(payload: Payload) throws {
        let bytes = try Samples.signed(payload)
        #expect(code(bytes) == nil)
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<40 {
            var changed = bytes
            changed[Int.random(in: 0..<bytes.count, using: &generator)] ^=
                1 << UInt8.random(in: 0..<8, using: &generator)
            #expect(code(changed) != nil)
        }
    }

    @Test(
        "clocks may differ by 120 s and not by a nanosecond more",
        arguments: [
            ("0", nil), ("120", nil), ("-120", nil), ("120.000000001", ErrorCode.clockSkew),
            ("-120.000000001", .clockSkew),
        ] as [(String, ErrorCode?)]
    )
    func skew(offset: String, expected: ErrorCode?) throws {
        let bytes = try Samples.signed(.ping(Heartbeat()))
        let nanoseconds = offset.contains(".") ? 1 : 0
        let sign = offset.hasPrefix("-") ? -1 : 1
        let seconds = offset == "0" ? 0 : 120 * sign
        let now = Samples.now.advanced(by: .seconds(seconds)).advanced(by: .nanoseconds(nanoseconds * sign))
        #expect(code(bytes, now: now) == expected)
        #expect(code(bytes, now: now, freshness: .ignored) == nil)
    }

    @Test("an expired message is a timeout, unless times are ignored")
    func expired() throws {
        var envelope = Samples.envelope(.ping(Heartbeat()))
        envelope.expires = Samples.now
        let bytes = try MessageSigner(key: Samples.alice).sign(envelope)
        #expect(code(bytes) == nil)
        let later = Samples.now.advanced(by: .nanoseconds(1))
        #expect(code(bytes, now: later) == .timeout)
        #expect(code(bytes, now: later, freshness: .origin) == .timeout)
        #expect(code(bytes, now: later, freshness: .ignored) == nil)
    }

    @Test("an origin needs an end, at most seven days after it was made, and nothing else")
    func origin() throws {
        var envelope = Samples.envelope(.ping(Heartbeat()))
        let signer = MessageSigner(key: Samples.alice)
        let later = Samples.now.advanced(by: .seconds(7 * 86_400))
        let endless = try signer.sign(envelope)
        #expect(code(endless, freshness: .origin) == .malformedMessage)
        envelope.expires = later
        let longest = try signer.sign(envelope)
        #expect(code(longest, now: later, freshness: .origin) == nil)
        envelope.expires = later.advanced(by: .milliseconds(1))
        let tooLong = try signer.sign(envelope)
        #expect(code(tooLong, freshness: .origin) == .malformedMessage)
    }

    @Test("no message may be fresh for longer than it is remembered")
    func window() async {
        await #expect(processExitsWith: .failure) {
            let configuration = MessageVerifier.Configuration(maximumClockSkew: .seconds(121))
            _ = MessageVerifier(configuration: configuration, seen: ReplayWindow(hashKey: (1, 2)))
        }
    }

    @Test("session and recipient must match")
    func parties() throws {
        let bytes = try Samples.signed(.ping(Heartbeat()))
        #expect(code(bytes, session: Samples.alice.did) == nil)
        #expect(code(bytes, session: Samples.bob.did) == .identityMismatch)
        #expect(code(bytes, .init(recipient: Samples.bob.did)) == nil)
        #expect(code(bytes, .init(recipient: Samples.alice.did)) == .identityMismatch)
    }

    @Test("a receiver without memory refuses what is older than its start")
    func start() throws {
        let bytes = try Samples.signed(.ping(Heartbeat()))
        #expect(code(bytes, .init(remembersSince: Samples.now)) == nil)
        #expect(code(bytes, .init(remembersSince: Samples.now.advanced(by: .nanoseconds(1)))) == .clockSkew)
    }

    @Test("a message is accepted once, whatever its form, and only when it was verified")
    func replay() throws {
        var verifier = MessageVerifier(seen: ReplayWindow.forTests)
        let bytes = try Samples.signed(.ping(Heartbeat(sequence: 1)))
        var forged = bytes
        let place = try #require(bytes.indices.last { bytes[$0] == UInt8(ascii: "=") }) - 10
        forged[place] = forged[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        #expect(verdict(of: forged, by: &verifier) == .invalidSignature)
        #expect(verdict(of: bytes, by: &verifier) == nil)
        #expect(verdict(of: bytes, by: &verifier) == .replayDetected)
        #expect(verdict(of: [UInt8(ascii: " ")] + bytes, by: &verifier) == .replayDetected)
        let sameID = try Samples.signed(.ping(Heartbeat(sequence: 2)))
        #expect(verdict(of: sameID, by: &verifier) == .replayDetected)
        _ = try verifier.verify(bytes.span, now: Samples.now, freshness: .ignored)
    }

    @Test("a key that is no valid point is refused every time, as sender and as receiver")
    func points() throws {
        // The neutral element: for it, anybody can make signatures.
        let neutral = DID(try PublicKey(bytes: ([1] + [UInt8](repeating: 0, count: 31)).span))
        for name: JSONName in ["from", "to"] {
            let bytes = Samples.unsigned(.ping(Heartbeat()), replacing: [name: .string(neutral.description)])
            var verifier = MessageVerifier(seen: ReplayWindow.forTests)
            for _ in 0..<3 { #expect(verdict(of: bytes, by: &verifier) == .malformedMessage) }
        }
    }

    @Test("the cheaper check speaks first")
    func order() throws {
        // Each message has every fault from one place on; the code is that of the first.
        let late = Samples.now.advanced(by: .seconds(500))
        let badPayload: JSONValue = ["load": 7]
        let zeros = Samples.unsigned(
            .ping(Heartbeat()),
            replacing: ["payload": badPayload, "version": "9.0", "from": "x"]
        )
        #expect(code(zeros, now: late, session: Samples.bob.did) == .unsupportedVersion)
        let badDID = Samples.unsigned(.ping(Heartbeat()), replacing: ["payload": badPayload, "from": "x"])
        #expect(code(badDID, now: late, session: Samples.bob.did) == .malformedMessage)
        let foreign = Samples.unsigned(.ping(Heartbeat()), replacing: ["payload": badPayload])
        #expect(code(foreign, now: late, session: Samples.bob.did) == .identityMismatch)
        #expect(code(foreign, now: late, session: Samples.alice.did) == .clockSkew)
        #expect(code(foreign, session: Samples.alice.did) == .malformedMessage)
        #expect(code(Samples.unsigned(.ping(Heartbeat()))) == .invalidSignature)
    }

    @Test("a key signs for its own DID only, and only what fits the protocol")
    func signer() {
        let signer = MessageSigner(key: Samples.bob)
        #expect(throws: ProtocolError.self) { try signer.sign(Samples.envelope(.ping(Heartbeat()))) }
        var request = ExecRequest()
        request.fence = String(repeating: "x", count: 129)
        do {
            _ = try MessageSigner(key: Samples.alice).sign(Samples.envelope(.execRequest(request)))
            Issue.record("signed")
        } catch {
            #expect(error.pointer == "/payload/fence")
        }
    }
}
