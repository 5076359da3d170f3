// SPDX-License-Identifier: MIT

import AIConexusSDK

/// Two clients below the level of calls: they exchange an `OFFER` and an `ANSWER`, and say what they have seen.
@main
enum MessageExchange {
    static func main() async throws {
        let configuration = GatewayConfiguration(try .fromEnvironment())
        try await withGatewayClient(configuration, key: SigningKey()) { alice in
            try await withGatewayClient(configuration, key: SigningKey()) { bob in
                async let answering: Void = answer(bob)
                try await offer(alice, to: bob.did)
                try await answering
            }
        }
    }

    static func offer(_ alice: GatewayClient, to bob: DID) async throws {
        let offer = try await alice.send(.offer(Offer(sdp: "v=0\r\ns=alice\r\n")), to: bob)
        print("alice  sent OFFER \(offer)")
        for await message in alice.messages where message.correlationID == offer {
            return summarise(message, at: "alice")
        }
    }

    static func answer(_ bob: GatewayClient) async throws {
        for await message in bob.messages {
            guard case .offer(let offer) = message.payload else { continue }
            summarise(message, at: "bob  ")
            let answer = Answer(sdp: offer.sdp.replacing("alice", with: "bob"))
            try await bob.send(.answer(answer), to: message.from, answering: message.id)
            return
        }
    }

    /// What a receiver knows of a message, all of it signed by its sender.
    static func summarise(_ message: Envelope, at name: String) {
        print("\(name)  received \(message.type) \(message.id)")
        print("       from \(message.from), at \(message.timestamp)")
        if let answered = message.correlationID { print("       as the answer to \(answered)") }
    }
}
