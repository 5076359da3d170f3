// SPDX-License-Identifier: MIT

import AIConexusCommandLine
import Testing

@Suite("ExitStatus")
struct ExitStatusTests {
    @Test("the three statuses are 0, 1 and 2")
    func values() {
        #expect([ExitStatus.success, .failure, .usage].map(\.rawValue) == [0, 1, 2])
    }
}
