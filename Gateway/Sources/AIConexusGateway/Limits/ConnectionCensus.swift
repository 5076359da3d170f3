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
    ///
    /// - Parameter source: from where; `nil` for a trusted proxy's, as long as it is not known for whom the proxy speaks.
    /// - Returns: the bound that it met.
    package mutating func opened(from source: Source?) -> Refusal? {
        if count >= limits.total { return .total }
        if let source, !hasRoom(for: source) { return .perAddress }
        if unauthenticatedCount >= limits.unauthenticated { return .unauthenticated }
        count += 1
        unauthenticatedCount += 1
        if let source { countBySource[source, default: 0] += 1 }
        return nil
    }

    /// A connection turned out to be used for another client; it goes on counting for the old one when it is refused.
    ///
    /// - Parameters:
    ///   - old: for whom it counts.
    ///   - new: for whom it is to count.
    /// - Returns: the bound that it met.
    package mutating func moved(from old: Source?, to new: Source) -> Refusal? {
        guard old != new else { return nil }
        guard hasRoom(for: new) else { return .perAddress }
        if let old { forget(old) }
        countBySource[new, default: 0] += 1
        return nil
    }

    private func hasRoom(for source: Source) -> Bool {
        countBySource[source, default: 0] < limits.perAddress
    }

    /// A connection registered.
    package mutating func authenticated() {
        precondition(unauthenticatedCount > 0, "more registrations than connections")
        unauthenticatedCount -= 1
    }

    /// A connection that was not refused is gone.
    ///
    /// - Parameters:
    ///   - source: for whom it counted last.
    ///   - wasAuthenticated: whether ``authenticated()`` was called for it.
    package mutating func closed(from source: Source?, wasAuthenticated: Bool) {
        count -= 1
        if !wasAuthenticated { unauthenticatedCount -= 1 }
        if let source { forget(source) }
    }

    private mutating func forget(_ source: Source) {
        guard let held = countBySource[source] else { preconditionFailure("a connection that was not counted") }
        countBySource[source] = held == 1 ? nil : held - 1
    }
}
