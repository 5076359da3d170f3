// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusGateway

@Suite("HTTPEndpoint")
struct HTTPEndpointTests {
    private static let did = Agents.did(1)

    private func endpoint(
        _ method: String,
        _ path: [String],
        _ query: [String: String] = [:]
    ) throws(HTTPEndpoint.Refusal) -> HTTPEndpoint {
        try HTTPEndpoint(method: method, path: path) { query[$0] }
    }

    private static let everything = AgentsQuery.all

    static let table: [(method: String, path: [String], expected: HTTPEndpoint)] = [
        ("GET", ["health"], .health), ("HEAD", ["health"], .health), ("GET", ["ready"], .ready),
        ("GET", ["metrics"], .metrics), ("GET", ["ws"], .webSocket), ("GET", ["agents"], .agents(everything)),
        ("GET", ["admin", "agents"], .admin(.list(everything))),
        ("DELETE", ["admin", "agents", "\(did)"], .admin(.disconnect(did))),
        ("GET", ["admin", "denied"], .admin(.listDenied(everything))),
        ("PUT", ["admin", "denied", "\(did)"], .admin(.deny(did))),
        ("DELETE", ["admin", "denied", "\(did)"], .admin(.allow(did))),
        ("POST", ["admin", "drain"], .admin(.drain)), ("POST", ["admin", "reload"], .admin(.reload)),
    ]

    @Test("a method and a path ask for one thing", arguments: table)
    func requests(method: String, path: [String], expected: HTTPEndpoint) throws {
        #expect(try endpoint(method, path) == expected)
    }

    @Test(
        "another method is refused with those that are taken",
        arguments: [
            ("POST", ["health"], ["GET", "HEAD"]), ("get", ["health"], ["GET", "HEAD"]),
            ("DELETE", ["agents"], ["GET", "HEAD"]), ("POST", ["ws"], ["GET", "HEAD"]),
            ("GET", ["admin", "drain"], ["POST"]), ("GET", ["admin", "reload"], ["POST"]),
            ("HEAD", ["admin", "drain"], ["POST"]), ("POST", ["admin", "agents"], ["GET", "HEAD"]),
            ("GET", ["admin", "agents", "\(did)"], ["DELETE"]),
            ("POST", ["admin", "denied", "\(did)"], ["PUT", "DELETE"]),
        ] as [(String, [String], [String])]
    )
    func methods(_ method: String, _ path: [String], _ allowed: [String]) {
        #expect(throws: HTTPEndpoint.Refusal.methodNotAllowed(allowed)) { try endpoint(method, path) }
        let answer = HTTPAnswer(.methodNotAllowed(allowed))
        #expect(answer.status == 405)
        #expect(answer.fields.contains { $0.name == "Allow" && $0.value == allowed.joined(separator: ", ") })
    }

    @Test(
        "nothing is found anywhere else",
        arguments: [
            [], [""], ["Health"], ["health", ""], ["agents", "x"], ["admin"], ["admin", ""],
            ["admin", "agents", "x", "y"],
            ["admin", "drain", "now"], ["favicon.ico"], ["metrics", ".."],
        ] as [[String]]
    )
    func notFound(_ path: [String]) {
        #expect(throws: HTTPEndpoint.Refusal.notFound) { try endpoint("GET", path) }
        #expect(HTTPAnswer(.notFound).status == 404)
    }

    @Test("a query names capability, text, limit and cursor")
    func query() throws {
        let values = ["capability": "text.upper", "text": "Hi", "limit": "7", "cursor": "\(Self.did)", "other": "x"]
        guard case .agents(let query) = try endpoint("GET", ["agents"], values) else {
            Issue.record("not a request for agents")
            return
        }
        #expect(query.capability == CapabilityID("text.upper"))
        #expect(query.text == "Hi")
        #expect(query.limit == 7)
        #expect(query.cursor == Self.did)
        #expect(Self.everything.limit == AgentsQuery.defaultLimit)
    }

    @Test(
        "a wrong value is refused with its name",
        arguments: [
            ("capability", "Text Upper"), ("capability", ""), ("limit", "0"), ("limit", "1001"), ("limit", "+1"),
            ("limit", ""), ("cursor", "x"), ("cursor", ""),
        ]
    )
    func wrongQuery(_ name: String, _ value: String) {
        for path in [["agents"], ["admin", "agents"], ["admin", "denied"]] {
            let refusal = #expect(throws: HTTPEndpoint.Refusal.self) { try endpoint("GET", path, [name: value]) }
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
        let refusal = #expect(throws: HTTPEndpoint.Refusal.self) { try endpoint("PUT", ["admin", "denied", text]) }
        #expect(HTTPAnswer(try #require(refusal)).status == 422)
    }

    @Test("every endpoint counts under its own label")
    func labels() throws {
        let labels = try ["health", "ready", "metrics", "ws", "agents"].map { try endpoint("GET", [$0]).label }
        #expect(labels == [.health, .ready, .metrics, .webSocket, .agents])
        #expect(try endpoint("POST", ["admin", "drain"]).label == .admin)
    }
}

extension AgentsQuery {
    /// A query without values.
    fileprivate static var all: AgentsQuery {
        // No value is given, so none can be wrong.
        guard let query = try? AgentsQuery({ _ in nil }) else { preconditionFailure("an empty query is valid") }
        return query
    }
}
