// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

/// RFC 6455 §9.1.
struct WebSocketExtensionTests {
    @Test("extensions of several fields are read in order, with tokens, quoted values and white space")
    func reading() {
        let fields = ["foo, bar; baz=2 ;\tQUX", "Deflate-Stream ; a=\"b\" , ,x", ""]
        #expect(
            WebSocketExtension.parse(fields) == [
                WebSocketExtension(name: "foo"),
                WebSocketExtension(
                    name: "bar",
                    parameters: [.init(name: "baz", value: "2"), .init(name: "qux", value: nil)]
                ),
                WebSocketExtension(name: "deflate-stream", parameters: [.init(name: "a", value: "b")]),
                WebSocketExtension(name: "x"),
            ]
        )
        #expect(WebSocketExtension.parse([]) == [])
    }

    @Test(
        "what is not of the grammar is refused",
        arguments: [
            "foo;", "foo; =1", "foo; a=", "foo bar", "foo; a=\"b", "foo; a=\"\"", "foo; a=\"b c\"", "foo; a=\"b\"c",
            ";a",
            "foo; a b", "(foo)", "foo; a=\"\\", "f\u{e9}",
        ]
    )
    func refusals(text: String) {
        #expect(WebSocketExtension.parse([text]) == nil)
    }
}
