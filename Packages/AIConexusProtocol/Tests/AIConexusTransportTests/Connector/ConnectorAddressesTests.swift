// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusTransport

@Suite("Looking up addresses", .timeLimit(.minutes(1)))
struct ConnectorAddressesTests {
    private let connector = Connector(
        configuration: Connector.Configuration(),
        resolver: ScriptedResolver([
            "two.example": .success([.loopbackV6, .loopbackV4]),
            "none.example": .failure(TransportError(.resolutionFailed, "none.example has no address")),
        ])
    )

    @Test("a name has its addresses, in the resolver's order, with the port")
    func name() async throws {
        let addresses = try await connector.addresses(of: "two.example", port: 3_478)
        #expect(addresses == [SocketAddress(.loopbackV6, port: 3_478), SocketAddress(.loopbackV4, port: 3_478)])
    }

    @Test("an address stands for itself, and nobody is asked", arguments: ["192.0.2.1", "2001:db8::1"])
    func literal(_ text: String) async throws {
        let address = try #require(IPAddress(text))
        #expect(try await connector.addresses(of: text, port: 1) == [SocketAddress(address, port: 1)])
    }

    @Test("what cannot be a host is refused, and a failure is passed on")
    func failures() async {
        await #expect(throws: TransportError.self) { try await connector.addresses(of: "a b", port: 1) }
        await #expect(throws: TransportError(.resolutionFailed, "none.example has no address")) {
            try await connector.addresses(of: "none.example", port: 1)
        }
    }

    @Test("cancelling ends a question that nobody answers")
    func cancelling() async {
        let question = Task { try await connector.addresses(of: "silent.example", port: 1) }
        question.cancel()
        await #expect { try await question.value } throws: { ($0 as? TransportError)?.code == .cancelled }
    }
}
