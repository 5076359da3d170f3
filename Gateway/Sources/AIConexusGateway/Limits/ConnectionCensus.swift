// SPDX-License-Identifier: MIT

/// How many connections there are, in total, from each address, and of strangers.
///
/// One for the process, behind a lock: every loop accepts connections.
package struct ConnectionCensus: Sendable {
    /// The bounds.
    package struct Limits: Hashable, Sendable {
        /// Connections in total.
        package var total: Int
        /// Connections from one address.
        package var perAddress: Int
        /// Connections that have not registered, whatever they are for.
        package var unauthenticated: Int

        package init(total: Int, perAddress: Int, unauthenticated: Int) {
            self.total = total
            self.perAddress = perAddress
            self.unauthenticated = unauthenticated
        }
    }

    /// From where a connection comes, as far as limits are concerned: an address, or the network that counts as one.
    package struct Source: Hashable, Sendable {
        /// The first eight bytes of the IPv6 (or mapped IPv4) address.
        package var high: UInt64
        /// The last eight bytes, or 0 where a whole /64 counts as one.
        package var low: UInt64

        package init(high: UInt64, low: UInt64) {
            self.high = high
            self.low = low
        }
    }

    /// Which bound a connection met.
    package enum Refusal: Hashable, Sendable {
        case total
        case perAddress
        case unauthenticated
    }

    package let limits: Limits
    /// Connections in total.
    package private(set) var count = 0
    /// Connections that have not registered.
    package private(set) var unauthenticatedCount = 0
    private var countBySource: [Source: Int] = [:]

    package init(limits: Limits) {
        self.limits = limits
    }

    /// How many different sources there are.
    package var sourceCount: Int { countBySource.count }

    /// A connection came; it counts unless it is refused.
    package mutating func opened(from source: Source) -> Refusal? {
        let held = countBySource[source, default: 0]
        if count >= limits.total { return .total }
        if held >= limits.perAddress { return .perAddress }
        if unauthenticatedCount >= limits.unauthenticated { return .unauthenticated }
        count += 1
        unauthenticatedCount += 1
        countBySource[source] = held + 1
        return nil
    }

    /// A connection registered.
    package mutating func authenticated() {
        precondition(unauthenticatedCount > 0, "more registrations than connections")
        unauthenticatedCount -= 1
    }

    /// A connection that was not refused is gone.
    ///
    /// - Parameters:
    ///   - source: as it was given to ``opened(from:)``.
    ///   - wasAuthenticated: whether ``authenticated()`` was called for it.
    package mutating func closed(from source: Source, wasAuthenticated: Bool) {
        guard let held = countBySource[source] else { preconditionFailure("a connection ends that was not counted") }
        count -= 1
        if !wasAuthenticated { unauthenticatedCount -= 1 }
        countBySource[source] = held == 1 ? nil : held - 1
    }
}
