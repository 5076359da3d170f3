// SPDX-License-Identifier: MIT

/// A block of addresses, as in `10.0.0.0/8` or `2001:db8::/32` (CIDR, RFC 4632 §3.1).
package struct IPNetwork: Hashable, Sendable {
    /// The block's first address.
    package let address: IPAddress
    /// How many leading bits all addresses of the block share: 0…32 for IPv4, 0…128 for IPv6.
    package let prefixLength: Int

    /// The block written as `text`, or `nil`: an address, a slash and a prefix length; a bare address is a block of one.
    ///
    /// Bits behind the prefix may be set and mean nothing.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        let width = address.family == .v4 ? 32 : 128
        var length = width
        if parts.count == 2 {
            let digits = parts[1].utf8
            guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(parts[1]), number <= width
            else { return nil }
            length = number
        }
        prefixLength = length
        let mask = Self.mask(of: length, family: address.family)
        self.address = IPAddress(high: address.high & mask.high, low: address.low & mask.low)
    }

    /// Whether `other` belongs to the block; an address of the other family does not.
    package func contains(_ other: IPAddress) -> Bool {
        guard other.family == address.family else { return false }
        let mask = Self.mask(of: prefixLength, family: address.family)
        return (address.high ^ other.high) & mask.high == 0 && (address.low ^ other.low) & mask.low == 0
    }

    private static func mask(of length: Int, family: IPAddress.Family) -> (high: UInt64, low: UInt64) {
        // IPv4 addresses lie in the last 32 bits.
        let shared = length + (family == .v4 ? 96 : 0)
        return (.leadingBits(min(shared, 64)), .leadingBits(max(0, shared - 64)))
    }
}

extension IPNetwork: CustomStringConvertible {
    /// As in `10.0.0.0/8`.
    package var description: String { "\(address)/\(prefixLength)" }
}

extension UInt64 {
    /// The first `count` bits set, the others cleared; `count` is 0…64.
    fileprivate static func leadingBits(_ count: Int) -> UInt64 {
        count == 0 ? 0 : .max << UInt64(64 - count)
    }
}
