// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusGateway

@Suite("HTTPResponse")
struct HTTPResponseTests {
    private static let time = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private func text(_ answer: HTTPResponse) -> String { String(decoding: answer.body, as: UTF8.self) }

    private func field(_ name: HTTPFieldName, of answer: HTTPResponse) -> String? { answer.headers[name] }

    @Test("health says how many agents there are, also while draining")
    func health() {
        let answer = HTTPResponse.health(isDraining: false, agentCount: 3, now: Self.time)
        #expect(answer.status.code == 200)
        #expect(text(answer) == #"{"connected_agents":3,"status":"ok","timestamp":"2027-01-15T08:00:00.000Z"}"#)
        let draining = HTTPResponse.health(isDraining: true, agentCount: 0, now: Self.time)
        #expect(draining.status.code == 200)
        #expect(text(draining).contains(#""status":"draining""#))
    }

    @Test("readiness ends with draining")
    func ready() {
        #expect(HTTPResponse.ready(isDraining: false).status.code == 200)
        #expect(text(.ready(isDraining: false)) == #"{"status":"ready"}"#)
        #expect(HTTPResponse.ready(isDraining: true).status.code == 503)
        #expect(text(.ready(isDraining: true)).hasPrefix(#"{"error":{"code":"DRAINING","message":"#))
    }

    @Test("a page of agents says how many are on it")
    func agents() {
        let page: JSONObject = ["agents": [["did": "a"], ["did": "b"]], "cursor": "b"]
        #expect(text(.agents(page)) == #"{"agents":[{"did":"a"},{"did":"b"}],"count":2,"cursor":"b"}"#)
        #expect(text(.agents(["agents": []])) == #"{"agents":[],"count":0}"#)
    }

    @Test("every code is answered with its status and its name", arguments: ErrorCode.allCases)
    func codes(_ code: ErrorCode) {
        let answer = HTTPResponse(ProtocolError(code, "because", pointer: "/a", reason: "b"))
        #expect(answer.status.code == code.httpStatus)
        #expect(
            text(answer)
                == #"{"error":{"code":"\#(code)","details":{"pointer":"/a","reason":"b"},"message":"because"}}"#
        )
        #expect(text(HTTPResponse(ProtocolError(code, ""))) == #"{"error":{"code":"\#(code)","message":""}}"#)
    }

    @Test(
        "a time to wait is given in whole seconds, at least one",
        arguments: [(0, "1"), (1, "1"), (1_000, "1"), (1_001, "2"), (60_000, "60")]
    )
    func retryAfter(_ milliseconds: Int, _ expected: String) {
        let error = ProtocolError(.rateLimited, "too fast")
        #expect(field("Retry-After", of: HTTPResponse(error, retryAfter: .milliseconds(milliseconds))) == expected)
        #expect(field("Retry-After", of: HTTPResponse(error)) == nil)
    }

    @Test("a request without a valid token is told which kind is needed")
    func unauthorized() {
        #expect(HTTPResponse.unauthorized.status.code == 401)
        #expect(field("WWW-Authenticate", of: .unauthorized) == "Bearer realm=\"aiconexus-gateway\"")
    }

    @Test("answers are not kept and not guessed at")
    func fields() {
        for answer in [HTTPResponse.ready(isDraining: false), .nothingHere, .metrics([])] {
            #expect(field("Cache-Control", of: answer) == "no-store")
            #expect(field("X-Content-Type-Options", of: answer) == "nosniff")
        }
        #expect(field("Content-Type", of: .nothingHere) == "application/json")
        #expect(field("Content-Type", of: .metrics([])) == "text/plain; version=0.0.4; charset=utf-8")
    }

    @Test("sessions are listed with what only administrators may see")
    func sessions() throws {
        let session = AdminSession(
            did: Agents.did(1),
            name: "upper",
            address: try #require(IPAddress("192.0.2.1")),
            connectedAt: Self.time,
            lastActivity: Self.time,
            epoch: 7,
            waitingByteCount: 9,
            token: "build farm"
        )
        let one =
            #"{"address":"192.0.2.1","connected_at":"2027-01-15T08:00:00.000Z","did":"\#(Agents.did(1))","#
            + #""epoch":7,"last_activity":"2027-01-15T08:00:00.000Z","name":"upper","token":"build farm","waiting_bytes":9}"#
        #expect(text(.sessions([session], cursor: nil)) == #"{"agents":[\#(one)],"count":1}"#)
        #expect(text(.sessions([session], cursor: Agents.did(1))).contains(#""cursor":"\#(Agents.did(1))""#))
        #expect(text(.sessions([], cursor: nil)) == #"{"agents":[],"count":0}"#)
    }

    @Test("the pages of denied agents hold each of them once")
    func denied() throws {
        var list = DenyList()
        for number in 1...7 as ClosedRange<UInt8> { _ = list.insert(Agents.did(number), since: Self.time) }
        var (cursor, seen, pageCount) = (String?.none, [String](), 0)
        repeat {
            let target = try #require(HTTPTarget("/admin/denied?limit=3" + (cursor.map { "&cursor=\($0)" } ?? "")))
            let listing = try AgentListing(target)
            let body = try #require(JSONValue(parsing: HTTPResponse.denied(list, listing).body.span).object)
            let entries = try #require(body["denied"]?.array).compactMap(\.object)
            #expect(body["count"]?.int == entries.count)
            #expect(entries.allSatisfy { $0["since"] == .string(Self.time.description) })
            seen += entries.compactMap { $0["did"]?.string }
            cursor = body["cursor"]?.string
            pageCount += 1
        } while cursor != nil
        #expect(seen == list.entries.map(\.did.description))
        #expect(pageCount == 3)
    }

    @Test("what was done is said, and what could not be done with its reason")
    func administration() {
        let did = Agents.did(1)
        #expect(text(.disconnected(did, wasConnected: true)) == #"{"did":"\#(did)","disconnected":true}"#)
        #expect(HTTPResponse.disconnected(did, wasConnected: false).status.code == 404)
        #expect(
            text(.denial(of: did, isDenied: true, hasChanged: false))
                == #"{"changed":false,"denied":true,"did":"\#(did)"}"#
        )
        #expect(HTTPResponse.notKept(StateError(.full, "full")).status.code == 503)
        #expect(HTTPResponse.notKept(StateError(.system, "cannot write")).status.code == 500)
        #expect(HTTPResponse.draining.status.code == 202)
        #expect(text(.reloaded(["tls_certificate"])) == #"{"reloaded":["tls_certificate"]}"#)
        #expect(HTTPResponse.notReloaded("cannot read it").status.code == 500)
    }
}
