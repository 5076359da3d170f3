// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTestSupport
import AIConexusTransport
import Testing

@Suite("Events over sockets", .timeLimit(.minutes(1)))
struct ReportingTests {
    /// The events of a gateway, in order.
    private let events = EventQueue<LogEvent>()

    private var logger: Logger {
        Logger(level: .info, now: { .now }, sink: { [events] in events.append($0) })
    }

    /// The next event with its fields as text, without those that differ from run to run.
    private func next() async -> String {
        let event = await events.next()
        let line = String(decoding: LogLine.render(event, as: .logfmt), as: UTF8.self)
        let words = line.split(whereSeparator: \.isWhitespace).filter { word in
            !["time=", "connection="].contains { word.hasPrefix($0) }
        }
        return words.joined(separator: " ")
    }

    @Test("who comes, is refused and goes is told, with address, token and code")
    func agents() async throws {
        let folder = try TemporaryFolder()
        let tokens = try folder.write("sha256:\(TokenHash(of: "secret")) farm\n", as: "tokens")
        try await LiveGateway.with(logger: logger) {
            $0.enrolmentTokenFile = tokens
        } _: { gateway in
            let token: HTTPHeaders = [.authorization: "Bearer secret"]
            let alice = try await gateway.connect(Samples.alice, headers: token)
            _ = try await alice.register(gateway.address)
            #expect(
                await next()
                    == "level=info event=agent_registered agent=\(alice.did) takeover=false address=127.0.0.1 token=farm"
            )
            await alice.close()
            #expect(await next() == "level=info event=agent_left agent=\(alice.did) code=1000")
            let bob = try await gateway.connect(Samples.bob, headers: token)
            _ = try await bob.register(gateway.address) { $0.nonce = Samples.nonce }
            let refusal = await next()
            #expect(refusal.hasPrefix("level=info event=registration_refused code=REPLAY_DETECTED problem="))
            #expect(refusal.hasSuffix("address=127.0.0.1 token=farm"))
        }
    }

    @Test("what administrators do is told with the name of their token; what changes nothing is not")
    func administrators() async throws {
        let folder = try TemporaryFolder()
        let tokens = try folder.write("sha256:\(TokenHash(of: "secret")) ops\n", as: "admins")
        try await LiveGateway.with(logger: logger) {
            $0.adminTokenFile = tokens
        } _: { gateway in
            let token: HTTPHeaders = [.authorization: "Bearer secret"]
            let did = Samples.alice.did
            for (method, path) in [
                (HTTPMethod.delete, "denied/\(did)"), (.put, "denied/\(did)"), (.put, "denied/\(did)"),
                (.delete, "denied/\(did)"), (.delete, "agents/\(did)"), (.post, "reload"), (.post, "drain"),
            ] {
                _ = try await gateway.ask(method, "/admin/\(path)", headers: token)
            }
            #expect(await next() == "level=info event=denied agent=\(did) by=ops")
            #expect(await next() == "level=info event=allowed agent=\(did) by=ops")
            #expect(await next() == "level=info event=reloaded settings=admin_tokens by=ops")
            #expect(await next() == "level=info event=draining by=ops")
        }
    }
}
