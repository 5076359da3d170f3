// SPDX-License-Identifier: MIT

private import Glibc

/// An IPv4 or IPv6 address, without port.
package struct IPAddress: Hashable, Sendable {
    /// The version of the Internet protocol.
    package enum Family: Sendable {
        /// 32-bit addresses.
        case v4
        /// 128-bit addresses.
        case v6
    }

    /// The upper 64 bits; an IPv4 address is held wrapped in IPv6 (`::ffff:a.b.c.d`, RFC 4291 §2.5.5.2).
    package let high: UInt64
    /// The lower 64 bits, as a number: first byte most significant.
    package let low: UInt64

    /// An IPv6 address; one that only wraps an IPv4 address is that IPv4 address.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An IPv4 address, first byte most significant.
    package init(v4: UInt32) {
        self.init(high: 0, low: 0xFFFF << 32 | UInt64(v4))
    }

    /// The address written as `text`, or `nil`: dotted decimal for IPv4, RFC 4291 §2.2 for IPv6, without brackets or
    /// zone.
    package init?(_ text: some StringProtocol) {
        // C would take a text with a zero byte for the shorter one before it.
        guard !text.utf8.contains(0) else { return nil }
        let text = String(text)
        var v4 = in_addr()
        if unsafe inet_pton(AF_INET, text, &v4) == 1 {
            self.init(v4: UInt32(bigEndian: v4.s_addr))
            return
        }
        var v6 = InlineArray<2, UInt64>(repeating: 0)
        var span = v6.mutableSpan
        guard unsafe span.withUnsafeMutableBytes({ unsafe inet_pton(AF_INET6, text, $0.baseAddress) }) == 1 else {
            return nil
        }
        self.init(high: UInt64(bigEndian: v6[0]), low: UInt64(bigEndian: v6[1]))
    }

    /// 127.0.0.1.
    package static let loopbackV4 = IPAddress(v4: 0x7F00_0001)
    /// ::1.
    package static let loopbackV6 = IPAddress(high: 0, low: 1)

    /// The version of the Internet protocol that the address belongs to.
    package var family: Family { high == 0 && low >> 32 == 0xFFFF ? .v4 : .v6 }

    /// Whether only this machine can reach the address: 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        switch family {
        case .v4: UInt32(truncatingIfNeeded: low) >> 24 == 127
        case .v6: self == .loopbackV6
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted decimal, or RFC 5952 for IPv6.
    package var description: String {
        guard family == .v6 else {
            return "\(low >> 24 & 255).\(low >> 16 & 255).\(low >> 8 & 255).\(low & 255)"
        }
        let source: InlineArray<2, UInt64> = [high.bigEndian, low.bigEndian]
        let text = unsafe [CChar](unsafeUninitializedCapacity: Int(INET6_ADDRSTRLEN)) { target, count in
            unsafe source.span.withUnsafeBytes { bytes in
                _ = unsafe inet_ntop(AF_INET6, bytes.baseAddress, target.baseAddress, socklen_t(target.count))
            }
            count = unsafe target.firstIndex(of: 0) ?? 0
        }
        return String(decoding: text.lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
