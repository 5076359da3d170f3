// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

/// RFC 7692 §5 and §7.1.
struct WebSocketCompressionAgreementTests {
    private func configuration(
        ownBits: Int = 15,
        peerBits: Int = 15,
        keepsOwn: Bool = false,
        keepsPeer: Bool = false
    ) -> WebSocketCompressionConfiguration {
        var configuration = WebSocketCompressionConfiguration()
        configuration.ownWindowBits = ownBits
        configuration.peerWindowBits = peerBits
        configuration.keepsOwnContext = keepsOwn
        configuration.keepsPeerContext = keepsPeer
        return configuration
    }

    private func answer(_ offer: String, _ configuration: WebSocketCompressionConfiguration) -> String? {
        WebSocketExtension.parse([offer]).flatMap {
            WebSocketCompressionAgreement.accepting($0, configuration)?.answer
        }
    }

    // MARK: - Server

    @Test(
        "a server's answers to the parameters of an offer",
        arguments: [
            ("", "; server_no_context_takeover; client_no_context_takeover"),
            (
                "; client_max_window_bits",
                "; server_no_context_takeover; client_no_context_takeover"
            ),
            (
                "; server_max_window_bits=10",
                "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10"
            ),
            (
                "; server_max_window_bits=15; client_max_window_bits=9",
                "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15"
            ),
            ("; SERVER_NO_CONTEXT_TAKEOVER", "; server_no_context_takeover; client_no_context_takeover"),
            (
                "; server_max_window_bits=\"12\"",
                "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12"
            ),
        ]
    )
    func answers(parameters: String, expected: String) {
        #expect(answer("permessage-deflate" + parameters, configuration()) == "permessage-deflate" + expected)
    }

    @Test("a server that keeps contexts resets its own only when asked to")
    func keptContexts() {
        let keeping = configuration(keepsOwn: true, keepsPeer: true)
        #expect(answer("permessage-deflate", keeping) == "permessage-deflate")
        #expect(
            answer("permessage-deflate; server_no_context_takeover", keeping)
                == "permessage-deflate; server_no_context_takeover"
        )
        #expect(
            answer("permessage-deflate; client_no_context_takeover", keeping)
                == "permessage-deflate; client_no_context_takeover"
        )
    }

    @Test("a server limits a client's window only if the client understands it")
    func clientWindow() {
        let limiting = configuration(ownBits: 11, peerBits: 10, keepsOwn: true, keepsPeer: true)
        #expect(answer("permessage-deflate", limiting) == "permessage-deflate; server_max_window_bits=11")
        #expect(
            answer("permessage-deflate; client_max_window_bits", limiting)
                == "permessage-deflate; server_max_window_bits=11; client_max_window_bits=10"
        )
        #expect(
            answer("permessage-deflate; client_max_window_bits=9; server_max_window_bits=10", limiting)
                == "permessage-deflate; server_max_window_bits=10; client_max_window_bits=9"
        )
    }

    @Test(
        "an offer that cannot be met is passed over",
        arguments: [
            "x-webkit-deflate-frame", "permessage-deflate; unknown", "permessage-deflate; server_no_context_takeover=1",
            "permessage-deflate; client_no_context_takeover=x", "permessage-deflate; server_max_window_bits",
            "permessage-deflate; server_max_window_bits=7", "permessage-deflate; server_max_window_bits=16",
            "permessage-deflate; server_max_window_bits=08", "permessage-deflate; server_max_window_bits=+9",
            "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
            "permessage-deflate; server_max_window_bits=8",  // zlib compresses with nine bits at least
        ]
    )
    func declined(offer: String) {
        #expect(answer(offer, configuration()) == nil)
        #expect(answer("\(offer), permessage-deflate; server_max_window_bits=9", configuration()) != nil)
    }

    // MARK: - Client

    private func answered(
        _ answer: String,
        _ configuration: WebSocketCompressionConfiguration
    ) -> WebSocketCompressionAgreement? {
        WebSocketExtension.parse([answer])?.first.flatMap {
            WebSocketCompressionAgreement.answered($0, configuration)
        }
    }

    @Test("a client's offer says what it wants and that it understands window limits")
    func offers() {
        #expect(
            WebSocketCompressionAgreement.offer(configuration())
                == "permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits"
        )
        #expect(
            WebSocketCompressionAgreement.offer(
                configuration(ownBits: 10, peerBits: 12, keepsOwn: true, keepsPeer: true)
            ) == "permessage-deflate; server_max_window_bits=12; client_max_window_bits=10"
        )
    }

    @Test("a client takes answers within its offer")
    func taken() {
        let plain = "permessage-deflate; server_no_context_takeover"
        #expect(
            answered(plain, configuration())
                == WebSocketCompressionAgreement(
                    serverResetsContext: true,
                    clientResetsContext: true,
                    serverWindowBits: 15,
                    clientWindowBits: 15
                )
        )
        #expect(answered(plain + "; client_max_window_bits=10", configuration())?.clientWindowBits == 10)
        #expect(answered(plain + "; server_max_window_bits=8", configuration())?.serverWindowBits == 8)
        let keeping = configuration(peerBits: 12, keepsOwn: true, keepsPeer: true)
        let kept = answered("permessage-deflate; server_max_window_bits=12", keeping)
        #expect(kept?.serverResetsContext == false)
        #expect(kept?.clientResetsContext == false)
        let asked = answered("permessage-deflate; server_max_window_bits=9; client_no_context_takeover", keeping)
        #expect(asked?.clientResetsContext == true)
    }

    @Test(
        "a client refuses answers outside of its offer",
        arguments: [
            "permessage-deflate", "permessage-bzip2", "permessage-deflate; server_no_context_takeover; unknown",
            "permessage-deflate; server_no_context_takeover; client_max_window_bits",
            "permessage-deflate; server_no_context_takeover; client_max_window_bits=8",
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=16",
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        ]
    )
    func refused(text: String) {
        #expect(answered(text, configuration()) == nil)
    }

    @Test("a client refuses a larger window than it asked for")
    func largerWindow() {
        let asking = configuration(peerBits: 10, keepsPeer: true)
        #expect(answered("permessage-deflate; server_max_window_bits=11", asking) == nil)
        #expect(answered("permessage-deflate", asking) == nil)
        #expect(answered("permessage-deflate; server_max_window_bits=10", asking) != nil)
    }

    @Test("what both sides make of a handshake is the same")
    func agreement() throws {
        for bits in 9...15 {
            for keeps in [false, true] {
                let server = configuration(ownBits: bits, peerBits: 12, keepsOwn: keeps, keepsPeer: !keeps)
                let client = configuration(ownBits: 11, peerBits: bits, keepsOwn: !keeps, keepsPeer: keeps)
                let offer = try #require(
                    WebSocketExtension.parse([WebSocketCompressionAgreement.offer(client)])
                )
                let accepted = try #require(WebSocketCompressionAgreement.accepting(offer, server))
                #expect(answered(accepted.answer, client) == accepted.agreement)
            }
        }
    }
}
