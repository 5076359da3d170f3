// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// A connection's place in the ``ConnectionCensus``, given back when the connection is gone.
///
/// Belongs to one connection and its loop.
final class ConnectionTicket {
    private let state: GatewayState
    private let source: ConnectionCensus.Source
    private var isGivenBack = false

    /// Takes a place.
    ///
    /// - Throws: the bound that the connection met.
    init(_ state: GatewayState, for address: IPAddress) throws(ConnectionCensus.Refusal) {
        self.state = state
        source = ConnectionCensus.Source(address)
        if let refusal = state.census.withLock({ [source] in $0.opened(from: source) }) { throw refusal }
    }

    deinit {
        giveBack(wasAuthenticated: false)
    }

    /// Gives the place back; does nothing the second time.
    ///
    /// - Parameter wasAuthenticated: as ``GatewayShard/connectionClosed(_:output:now:)`` said.
    func giveBack(wasAuthenticated: Bool) {
        guard !isGivenBack else { return }
        isGivenBack = true
        state.census.withLock { [source] in $0.closed(from: source, wasAuthenticated: wasAuthenticated) }
    }
}

extension ConnectionCensus.Refusal: Error {}

extension ConnectionCensus.Source {
    /// An IPv4 address, or the /64 of an IPv6 address, which is what one customer gets.
    init(_ address: IPAddress) {
        self.init(high: address.high, low: address.family == .v4 ? address.low : 0)
    }
}
