// SPDX-License-Identifier: MIT

/// A block of addresses, as in `10.0.0.0/8` or `2001:db8::/32` (CIDR, RFC 4632 §3.1).
public struct IPNetwork: Hashable, Sendable {
    /// Any address of the block.
    public let address: IPAddress
    /// How many leading bits all addresses of the block share: 0…32 for IPv4, 0…128 for IPv6.
    public let prefixLength: Int

    /// The block written as `text`, or `nil`: an address, a slash and a prefix length; a bare address is a block of
    /// one.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        let width = address.family == .v4 ? 32 : 128
        self.address = address
        guard parts.count == 2 else {
            prefixLength = width
            return
        }
        guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1]), length <= width
        else {
            return nil
        }
        prefixLength = length
    }

    /// Whether `other` belongs to the block; an address of the other family does not.
    public func contains(_ other: IPAddress) -> Bool {
        guard other.family == address.family else { return false }
        // IPv4 addresses lie in the last 32 bits.
        let shared = prefixLength + (address.family == .v4 ? 96 : 0)
        let highMask = UInt64.max.leadingBits(min(shared, 64))
        let lowMask = UInt64.max.leadingBits(max(0, shared - 64))
        return (address.high ^ other.high) & highMask == 0 && (address.low ^ other.low) & lowMask == 0
    }
}

extension UInt64 {
    /// The first `count` bits, the others cleared; `count` is 0…64.
    fileprivate func leadingBits(_ count: Int) -> UInt64 {
        count == 0 ? 0 : self << UInt64(64 - count)
    }
}
