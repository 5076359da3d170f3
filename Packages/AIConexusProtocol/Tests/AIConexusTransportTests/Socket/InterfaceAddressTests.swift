// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

@Suite("InterfaceAddress")
struct InterfaceAddressTests {
    @Test("the loopback interface is there, and marked as such")
    func loopback() {
        let loopback = InterfaceAddress.current().filter { $0.address == .loopbackV4 }
        #expect(loopback.count == 1)
        #expect(loopback.allSatisfy { $0.isLoopback })
    }
}
