// SPDX-License-Identifier: MIT

import AIConexusProtocol

/// The program that README.md shows; the test compares the text between the two marks with the one there.
func runReadmeSample(print: (String) -> Void) throws {
    // sample: begin
    let alice = SigningKey()
    let bob = SigningKey()
    let now = Timestamp(secondsSinceEpoch: 1_795_256_130)  // your clock: the module reads none
    var randomness = SystemRandomNumberGenerator()

    let call = Envelope(
        id: .random(using: &randomness),
        timestamp: now,
        from: alice.did,
        to: bob.did,
        payload: .execRequest(ExecRequest(capability: "text.upper", args: ["text": "hello"]))
    )
    let bytes = try MessageSigner(key: alice).sign(call)

    var verifier = MessageVerifier(
        configuration: .init(recipient: bob.did),
        seen: ReplayWindow(hashKey: (randomness.next(), randomness.next()))
    )
    let view = try verifier.verify(bytes.span, now: now)
    let received = try Envelope(view, in: bytes.span)
    print("\(received.type) from \(received.from)")
    // sample: end
}
