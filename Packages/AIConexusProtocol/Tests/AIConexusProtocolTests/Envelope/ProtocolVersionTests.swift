// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("ProtocolVersion")
struct ProtocolVersionTests {
    @Test(
        "versions are read",
        arguments: [("1.0", 1, 0), ("1.12", 1, 12), ("0.0", 0, 0), ("65535.65535", 65_535, 65_535)]
    )
    func read(text: String, major: UInt16, minor: UInt16) {
        #expect(ProtocolVersion(text) == ProtocolVersion(major: major, minor: minor))
    }

    @Test(
        "another form is refused",
        arguments: ["", "1", "1.", ".0", "1.0.0", "01.0", "1.00", "1.-1", "65536.0", "1.65536", "v1.0", "1,0"]
    )
    func refused(text: String) {
        #expect(ProtocolVersion(text) == nil)
    }

    @Test("only later minors of our major tolerate what 1.0 does not know")
    func tolerance() {
        #expect(!ProtocolVersion.current.toleratesUnknownMembers)
        #expect(ProtocolVersion(major: 1, minor: 1).toleratesUnknownMembers)
        #expect(!ProtocolVersion(major: 2, minor: 1).toleratesUnknownMembers)
    }
}
