// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

/// What only a mistake of the program's own can cause traps.
struct HTTPMisuseTests {
    private static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test("a response without request traps")
    func unaskedResponse() async {
        await #expect(processExitsWith: .failure) { HTTPConversation().respond() }
        await #expect(processExitsWith: .failure) { HTTPConversation().begin() }
        await #expect(processExitsWith: .failure) { HTTPConversation().switchProtocols([:]) }
    }

    @Test("parts without a head trap, and a head of parts with a status that has no body")
    func strayParts() async {
        await #expect(processExitsWith: .failure) {
            let server = HTTPConversation(answersAtOnce: false)
            _ = server.feed(Self.get)
            server.send("x")
        }
        await #expect(processExitsWith: .failure) {
            let server = HTTPConversation(answersAtOnce: false)
            _ = server.feed(Self.get)
            server.finish()
        }
        await #expect(processExitsWith: .failure) {
            let server = HTTPConversation(answersAtOnce: false)
            _ = server.feed(Self.get)
            server.begin(.noContent)
        }
    }

    @Test("a second response traps")
    func secondResponse() async {
        await #expect(processExitsWith: .failure) {
            let server = HTTPConversation(answersAtOnce: false)
            _ = server.feed(Self.get)
            server.respond()
            server.respond()
        }
    }

    @Test("a field name in the program that is none traps")
    func fieldName() async {
        await #expect(processExitsWith: .failure) {
            let name: HTTPFieldName = "not a name"
            _ = name
        }
    }
}
