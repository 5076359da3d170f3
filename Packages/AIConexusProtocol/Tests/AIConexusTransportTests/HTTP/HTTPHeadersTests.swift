// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

struct HTTPHeadersTests {
    @Test("names are compared without case and kept as written")
    func names() {
        var headers: HTTPHeaders = ["X-Name": "1"]
        headers.append("x-name", "2")
        #expect(headers["X-NAME"] == "1")
        #expect(headers.values("x-Name") == ["1", "2"])
        #expect(headers.fields.map(\.name.text) == ["X-Name", "x-name"])
        headers["x-NAME"] = "3"
        #expect(headers.values("X-Name") == ["3"])
        headers["x-name"] = nil
        #expect(headers.fields == [])
    }

    @Test("what is no token is no name", arguments: ["", "a b", "a:", "é", "a\r", "(a)", "a\0"])
    func noNames(text: String) {
        #expect(HTTPFieldName(text) == nil)
        #expect(HTTPMethod(text) == nil)
    }

    @Test("a value cannot end its line")
    func injection() {
        let headers: HTTPHeaders = ["X": "a\r\nSet-Cookie: b\0\u{7F}\tc"]
        #expect(headers["X"] == "a  Set-Cookie: b  \tc")
    }

    @Test("lists of several fields are read together, empty elements passed over")
    func lists() {
        var headers: HTTPHeaders = [.connection: "keep-alive, ,\tUpgrade ,"]
        headers.append(.connection, "x")
        #expect(headers.list(.connection) == ["keep-alive", "Upgrade", "x"])
        #expect(headers.list(.connection, contains: "upgrade"))
        #expect(!headers.list(.connection, contains: "up"))
    }

    @Test(
        "bearer tokens are read",
        arguments: [
            ("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Basic abc", nil), ("Bearer", nil), ("", nil),
        ] as [(String, String?)]
    )
    func bearer(value: String, token: String?) throws {
        let target = try #require(HTTPTarget("/"))
        #expect(HTTPRequest(.get, target, headers: [.authorization: value]).bearerToken == token)
    }
}
