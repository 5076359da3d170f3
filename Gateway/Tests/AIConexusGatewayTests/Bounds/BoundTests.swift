// SPDX-License-Identifier: MIT

import AIConexusGateway
import Testing

/// Every limit that an operator can set, at its bound, over sockets; one that is added without a check fails.
@Suite("Limits", .timeLimit(.minutes(1)))
struct BoundTests {
    typealias Check = @Sendable () async throws -> Void

    private static let checks: [String: Check] = connectionChecks.merging(trafficChecks) { $1 }
        .merging(storageChecks) { $1 }

    @Test(
        "at its bound each limit does what the operator's guide says",
        arguments: Setting.table.filter { $0.group == .limits }.map(\.name)
    )
    func bound(name: String) async throws {
        let check = try #require(Self.checks[name], "nothing checks \(name)")
        try await check()
    }
}
