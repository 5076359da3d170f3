// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusGateway

@Suite("HTTPEndpoint")
struct HTTPEndpointTests {
    private static let did = Agents.did(1)

    private func endpoint(_ method: HTTPMethod, _ path: String) throws -> HTTPEndpoint {
        try HTTPEndpoint(method, #require(HTTPTarget(path)))
    }

    static let table: [(method: HTTPMethod, path: String, expected: HTTPEndpoint)] = [
        (.get, "/health", .health), (.head, "/health", .health), (.get, "/health?x=1", .health),
        (.get, "/ready", .ready),
        (.get, "/metrics", .metrics), (.get, "/ws", .webSocket), (.get, "/agents", .agents(AgentListing())),
        (.get, "/admin/agents", .admin(.list(AgentListing()))),
        (.delete, "/admin/agents/\(did)", .admin(.disconnect(did))),
        (.get, "/admin/denied", .admin(.listDenied(AgentListing()))),
        (.put, "/admin/denied/\(did)", .admin(.deny(did))),
        (.put, "/admin/denied/did%3Akey%3A\("\(did)".dropFirst(8))", .admin(.deny(did))),
        (.delete, "/admin/denied/\(did)", .admin(.allow(did))),
        (.post, "/admin/drain", .admin(.drain)), (.post, "/admin/reload", .admin(.reload)),
    ]

    @Test("a method and a path ask for one thing", arguments: table)
    func requests(method: HTTPMethod, path: String, expected: HTTPEndpoint) throws {
        #expect(try endpoint(method, path) == expected)
    }

    @Test(
        "another method is refused with those that are taken",
        arguments: [
            (.post, "/health", [.get, .head]), (.delete, "/agents", [.get, .head]), (.post, "/ws", [.get, .head]),
            (.get, "/admin/drain", [.post]), (.get, "/admin/reload", [.post]), (.head, "/admin/drain", [.post]),
            (.post, "/admin/agents", [.get, .head]), (.put, "/admin/agents/\(did)", [.get, .head, .delete]),
            (.post, "/admin/status", [.get, .head]),
            (.post, "/admin/denied/\(did)", [.put, .delete]),
        ] as [(HTTPMethod, String, [HTTPMethod])]
    )
    func methods(_ method: HTTPMethod, _ path: String, _ allowed: [HTTPMethod]) {
        #expect(throws: HTTPEndpoint.Refusal.methodNotAllowed(allowed)) { try endpoint(method, path) }
        let response = HTTPResponse(.methodNotAllowed(allowed))
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == allowed.map(\.text).joined(separator: ", "))
    }

    @Test(
        "nothing is found anywhere else",
        arguments: [
            "/", "//", "/Health", "/health/", "/agents/x", "/admin", "/admin/", "/admin/agents/x/y", "/admin/drain/now",
            "/admin/status/x",
            "/favicon.ico", "/metrics/..", "/%zz", "*",
        ]
    )
    func notFound(_ path: String) {
        #expect(throws: HTTPEndpoint.Refusal.notFound) { try endpoint(.get, path) }
        #expect(HTTPResponse(.notFound).status == .notFound)
    }

    @Test("a query names capability, text, limit and cursor")
    func query() throws {
        let path = "/agents?capability=text.upper&text=Hi%20you&limit=7&cursor=\(Self.did)&other=x"
        let listing = AgentListing(
            capability: CapabilityID("text.upper"),
            text: "Hi you",
            limit: 7,
            cursor: Self.did.publicKey
        )
        #expect(try endpoint(.get, path) == .agents(listing))
        #expect(try endpoint(.get, "/agents?text=") == .agents(AgentListing()))
    }

    @Test(
        "a wrong value is refused with its name",
        arguments: [
            ("capability", "Text%20Upper"), ("capability", ""), ("limit", "0"), ("limit", "1001"), ("limit", "%2B1"),
            ("limit", ""), ("cursor", "x"), ("cursor", ""),
        ]
    )
    func wrongQuery(_ name: String, _ value: String) {
        for path in ["/agents", "/admin/agents", "/admin/denied"] {
            let refusal = #expect(throws: HTTPEndpoint.Refusal.self) { try endpoint(.get, "\(path)?\(name)=\(value)") }
            guard case .invalid(let error)? = refusal else {
                Issue.record("\(path) took \(name)=\(value)")
                continue
            }
            #expect(error.code == .invalidArguments)
            #expect(error.reason == name)
        }
    }

    @Test("a path that should end with a DID and does not is refused", arguments: ["x", "", "did:web:example.com"])
    func wrongDID(_ text: String) throws {
        let refusal = #expect(throws: HTTPEndpoint.Refusal.self) { try endpoint(.put, "/admin/denied/\(text)") }
        #expect(HTTPResponse(try #require(refusal)).status == .unprocessableContent)
    }

    @Test("every endpoint counts under its own label")
    func labels() throws {
        let labels = try ["health", "ready", "metrics", "ws", "agents"].map { try endpoint(.get, "/\($0)").label }
        #expect(labels == [.health, .ready, .metrics, .webSocket, .agents])
        #expect(try endpoint(.post, "/admin/drain").label == .admin)
    }
}
