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

    @Test("a proxy's connection counts for nobody, and then for each client that it carries, one after another")
    func proxies() {
        var census = ConnectionCensus(limits: .init(total: 3, perAddress: 1, unauthenticated: 3))
        for _ in 0..<3 { #expect(census.opened(from: nil) == nil) }
        #expect(census.opened(from: nil) == .total)
        #expect(census.sourceCount == 0)
        #expect(census.moved(from: nil, to: source(1)) == nil)
        #expect(census.moved(from: source(1), to: source(1)) == nil)
        #expect(census.moved(from: nil, to: source(1)) == .perAddress)
        #expect(census.moved(from: nil, to: source(2)) == nil)
        #expect(census.moved(from: source(2), to: source(1)) == .perAddress)
        #expect(census.moved(from: source(1), to: source(3)) == nil)
        #expect(census.sourceCount == 2)
        for place in [source(2), source(3), nil] { census.closed(from: place, wasAuthenticated: false) }
        #expect(census.sourceCount == 0)
        #expect(census.count == 0)
        #expect(census.unauthenticatedCount == 0)
    }
}
