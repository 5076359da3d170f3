// SPDX-License-Identifier: MIT

import AIConexusCommandLine
import Testing

@Suite("ExitStatus")
struct ExitStatusTests {
    @Test("the three common statuses are 0, 1 and 2")
    func values() {
        #expect([ExitStatus.success, .failure, .usage].map(\.rawValue) == [0, 1, 2])
    }

    @Test("a status of one's own is one that a shell gives no other meaning")
    func others() async {
        #expect(ExitStatus(rawValue: 125).rawValue == 125)
        await #expect(processExitsWith: .failure) { _ = ExitStatus(rawValue: 126) }
        await #expect(processExitsWith: .failure) { _ = ExitStatus(rawValue: -1) }
    }
}
