// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Foundation
import Testing

@Suite("Stopping aiconexus-gateway", .timeLimit(.minutes(1)))
struct StoppingTests {
    @Test("SIGTERM and SIGINT stop a gateway without agents at once, with status 0", arguments: [SIGTERM, SIGINT])
    func once(signal: Int32) throws {
        let gateway = try RunningProgram(["--port", "0", "--ephemeral-key", "--log-format", "json"])
        gateway.signal(signal)
        #expect(gateway.end() == 0)
        #expect(gateway.log.contains("\"event\":\"draining\""))
        #expect(gateway.log.contains("\"event\":\"stopped\""))
    }

    @Test("SIGHUP reads files again; one that cannot be read is logged, and the gateway goes on")
    func hangUp() throws {
        let folder = try TemporaryFolder()
        let tokens = try folder.write("", as: "tokens")
        let gateway = try RunningProgram(["--port", "0", "--ephemeral-key", "--require-token", tokens])
        gateway.signal(SIGHUP)
        while !gateway.log.contains("event=reloaded settings=require_token") {}
        _ = try folder.write("nonsense\n", as: "tokens")
        gateway.signal(SIGHUP)
        while !gateway.log.contains("event=reload_failed") {}
        gateway.signal(SIGTERM)
        #expect(gateway.end() == 0)
    }
}
