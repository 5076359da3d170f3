// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusCommandLine

@Suite("NearestName")
struct NearestNameTests {
    private static let names = ["identity", "canonicalize", "sign", "verify"]

    @Test(
        "slips of the finger are recognised",
        arguments: [
            ("sing", "sign"), ("sgn", "sign"), ("signn", "sign"), ("verfy", "verify"), ("Verify", "verify"),
            ("idenity", "identity"), ("canonicalise", "canonicalize"), ("canon", "canonicalize"), ("id", "identity"),
        ]
    )
    func near(_ typed: String, _ meant: String) {
        #expect(NearestName.find(typed, among: Self.names) == meant)
    }

    @Test(
        "what is near to nothing is left alone",
        arguments: ["", "serve", "quit", String(repeating: "sign", count: 99)]
    )
    func far(_ typed: String) {
        #expect(NearestName.find(typed, among: Self.names) == nil)
    }

    @Test("the nearest wins, and the first of equally near ones")
    func order() {
        #expect(NearestName.find("shaw", among: ["slow", "show"]) == "show")
        #expect(NearestName.find("shw", among: ["shaw", "show"]) == "shaw")
        #expect(NearestName.find("a", among: []) == nil)
    }
}
