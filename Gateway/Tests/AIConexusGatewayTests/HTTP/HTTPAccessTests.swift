// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

@testable import AIConexusGateway

@Suite("HTTPAccess")
struct HTTPAccessTests {
    private static func tokens(_ token: String) throws -> TokenList {
        let entry = TokenList.Entry(hash: TokenHash(of: token), name: "holder of \(token)")
        return try TokenList(Array("\(entry.line)\n".utf8), path: "tokens")
    }

    private func access(
        hasAdministrators: Bool = true,
        hasEnrolment: Bool = false,
        isPublic: Bool = true
    ) throws -> HTTPAccess {
        HTTPAccess(
            administrators: hasAdministrators ? try Self.tokens("admin") : nil,
            enrolment: hasEnrolment ? try Self.tokens("enrol") : nil,
            areAgentsPublic: isPublic,
            areMetricsPublic: isPublic
        )
    }

    private func endpoint(_ path: String) throws -> HTTPEndpoint {
        try HTTPEndpoint(.get, #require(HTTPTarget("/\(path)")))
    }

    /// The status of the refusal, 200 for being let in, and the name of the token that was shown.
    private func outcome(_ access: HTTPAccess, _ endpoint: HTTPEndpoint, _ token: String?) -> (Int, String?) {
        switch access.decide(endpoint, authorization: token.map { "Bearer \($0)" }) {
        case .admitted(let entry): (200, entry?.name)
        case .refused(let answer): (answer.status.code, nil)
        }
    }

    static let table: [(path: String, isPublic: Bool, none: Int, enrol: Int, admin: Int)] = [
        ("health", false, 200, 200, 200), ("ready", false, 200, 200, 200),
        ("agents", true, 200, 200, 200), ("agents", false, 401, 401, 200),
        ("metrics", true, 200, 200, 200), ("metrics", false, 401, 401, 200),
        ("ws", true, 401, 200, 401), ("admin/agents", true, 401, 401, 200), ("admin/denied", true, 401, 401, 200),
    ]

    @Test("what is not for everybody needs the right token", arguments: table)
    func tokens(path: String, isPublic: Bool, none: Int, enrol: Int, admin: Int) throws {
        let access = try access(hasEnrolment: true, isPublic: isPublic)
        let endpoint = try endpoint(path)
        #expect(outcome(access, endpoint, nil).0 == none)
        #expect(outcome(access, endpoint, "enrol").0 == enrol)
        #expect(outcome(access, endpoint, "admin").0 == admin)
        #expect(outcome(access, endpoint, "other").0 == none)
    }

    @Test("whose token it was is known behind the door")
    func names() throws {
        let access = try access(hasEnrolment: true)
        #expect(outcome(access, .webSocket, "enrol").1 == "holder of enrol")
        #expect(outcome(access, .admin(.reload), "admin").1 == "holder of admin")
        #expect(outcome(access, .health, "admin").1 == nil)
    }

    @Test("without administrators there is no administration, whoever asks")
    func noAdministration() throws {
        let access = try access(hasAdministrators: false, isPublic: false)
        for endpoint in [
            .admin(.drain), .admin(.reload), try endpoint("agents"), .metrics, try endpoint("admin/agents"),
        ] {
            for token in [nil, "admin"] { #expect(outcome(access, endpoint, token).0 == 404) }
        }
    }

    @Test("without enrolment tokens everybody may connect")
    func open() throws {
        #expect(outcome(try access(), .webSocket, nil).0 == 200)
        #expect(outcome(try access(), .webSocket, "anything").0 == 200)
    }
}
