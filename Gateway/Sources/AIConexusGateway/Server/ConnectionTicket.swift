// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// A connection's place in the ``ConnectionCensus``, given back when the connection is gone.
///
/// Belongs to one connection and its loop.
final class ConnectionTicket {
    private let state: GatewayState
    private var source: ConnectionCensus.Source?
    private var isHeld: Bool

    /// Takes a place.
    ///
    /// - Parameters:
    ///   - state: has the census.
    ///   - address: the client's; `nil` for a trusted proxy's connection, which ``move(to:)`` gives to a client.
    /// - Throws: the bound that the connection met.
    init(_ state: GatewayState, for address: IPAddress?) throws(ConnectionCensus.Refusal) {
        self.state = state
        let source = address.map { ConnectionCensus.Source($0) }
        self.source = source
        let refusal = state.census.withLock { $0.opened(from: source) }
        // Throwing runs `deinit`.
        isHeld = refusal == nil
        if let refusal { throw refusal }
    }

    /// The connection carries another client's request.
    ///
    /// - Throws: the bound that this client met.
    func move(to address: IPAddress) throws(ConnectionCensus.Refusal) {
        let (old, new) = (source, ConnectionCensus.Source(address))
        if let refusal = state.census.withLock({ $0.moved(from: old, to: new) }) { throw refusal }
        source = new
    }

    deinit {
        giveBack(wasAuthenticated: false)
    }

    /// Gives the place back; does nothing the second time.
    ///
    /// - Parameter wasAuthenticated: as ``GatewayShard/connectionClosed(_:output:now:)`` said.
    func giveBack(wasAuthenticated: Bool) {
        guard isHeld else { return }
        isHeld = false
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
