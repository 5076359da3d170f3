// SPDX-License-Identifier: MIT

import AIConexusGateway
import Testing

@Suite("ConnectionCensus")
struct ConnectionCensusTests {
    private func source(_ number: UInt64) -> ConnectionCensus.Source { .init(high: number, low: 0) }

    @Test("each bound refuses one connection more, and counts fall with the connections")
    func bounds() {
        var census = ConnectionCensus(limits: .init(total: 4, perAddress: 2, unauthenticated: 3))
        #expect(census.opened(from: source(1)) == nil)
        #expect(census.opened(from: source(1)) == nil)
        #expect(census.opened(from: source(1)) == .perAddress)
        #expect(census.opened(from: source(2)) == nil)
        #expect(census.opened(from: source(3)) == .unauthenticated)
        census.authenticated()
        #expect(census.opened(from: source(3)) == nil)
        #expect(census.opened(from: source(4)) == .total)
        census.closed(from: source(1), wasAuthenticated: true)
        #expect(census.opened(from: source(4)) == .unauthenticated)
        census.closed(from: source(1), wasAuthenticated: false)
        #expect(census.sourceCount == 2)
        #expect(census.opened(from: source(1)) == nil)
        #expect(census.count == 3)
        #expect(census.unauthenticatedCount == 3)
    }
}
