// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

struct HTTPTargetTests {
    @Test("path and query are separated at the first question mark")
    func parts() throws {
        let target = try #require(HTTPTarget("/a/b%20c?x=1&y=a+b%3D&x=2&flag&z=%zz&ok=?"))
        #expect(target.path == "/a/b%20c")
        #expect(target.segments == ["a", "b c"])
        #expect(target.queryValue("x") == "1")
        #expect(target.queryValue("y") == "a b=")
        #expect(target.queryValue("flag") == "")
        #expect(target.queryValue("z") == nil)
        #expect(target.queryValue("ok") == "?")
        #expect(target.queryValue("absent") == nil)
        #expect(target.authority == nil)
    }

    @Test("segments keep encoded slashes apart, and what is not properly encoded has none")
    func segments() throws {
        #expect(try #require(HTTPTarget("/")).segments == [""])
        #expect(try #require(HTTPTarget("/tasks/a%2Fb/")).segments == ["tasks", "a/b", ""])
        #expect(try #require(HTTPTarget("/%")).segments == nil)
        #expect(try #require(HTTPTarget("/%2")).segments == nil)
        #expect(try #require(HTTPTarget("/%C3")).segments == nil)
        #expect(try #require(HTTPTarget("/a+b")).segments == ["a+b"])
    }

    @Test("an absolute form gives up its host")
    func absolute() throws {
        let target = try #require(HTTPTarget("HTTP://h:80?q"))
        #expect(target.authority == "h:80")
        #expect(target.path == "/")
        #expect(target.query == "q")
    }

    @Test(
        "other texts are no targets",
        arguments: ["", "a", "a/b", "/a b", "/\u{7F}", "/é", "/#", "http://", "**", "ftp://h/"]
    )
    func refusals(text: String) {
        #expect(HTTPTarget(text) == nil)
    }
}
