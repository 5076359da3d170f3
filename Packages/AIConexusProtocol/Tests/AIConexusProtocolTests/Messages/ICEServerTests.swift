// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("ICEServer")
struct ICEServerTests {
    @Test("whatever prints a server, or what holds it, leaves out the credential")
    func printing() {
        var registration = Samples.registration
        registration.iceServers = [ICEServer(urls: ["turn:t.example"], username: "u", credential: "hunter2")]
        var dumped = ""
        dump(registration, to: &dumped)
        for text in ["\(registration)", String(reflecting: registration), "\(registration.iceServers[0])", dumped] {
            #expect(text.contains("turn:t.example"))
            #expect(!text.contains("hunter2"))
        }
    }
}
