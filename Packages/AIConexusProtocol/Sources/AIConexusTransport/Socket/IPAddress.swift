// SPDX-License-Identifier: MIT

private import Glibc

/// An IPv4 or IPv6 address, without port.
public struct IPAddress: Hashable, Sendable {
    /// The version of the Internet protocol.
    public enum Family: Sendable {
        /// 32-bit addresses.
        case v4
        /// 128-bit addresses.
        case v6
    }

    /// The upper 64 bits; an IPv4 address is held wrapped in IPv6 (`::ffff:a.b.c.d`, RFC 4291 §2.5.5.2).
    public let high: UInt64
    /// The lower 64 bits, as a number: first byte most significant.
    public let low: UInt64

    /// An IPv4 address.
    ///
    /// - Parameter v4: its 32 bits as a number, first byte most significant.
    public init(v4: UInt32) {
        self.init(high: 0, low: 0xFFFF << 32 | UInt64(v4))
    }

    /// An IPv6 address; one that only wraps an IPv4 address is that IPv4 address.
    ///
    /// - Parameters:
    ///   - high: its upper 64 bits as a number, first byte most significant.
    ///   - low: its lower 64 bits.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The address written as `text`, or `nil`: dotted decimal for IPv4, RFC 4291 §2.2 for IPv6, without brackets or
    /// zone.
    public init?(_ text: String) {
        // To C a zero byte would be the end of the text.
        guard !text.utf8.contains(0) else { return nil }
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

    /// The IPv4 loopback address, 127.0.0.1.
    public static let loopbackV4 = IPAddress(v4: 0x7F00_0001)
    /// The IPv6 loopback address, ::1.
    public static let loopbackV6 = IPAddress(high: 0, low: 1)

    /// The version of the Internet protocol that the address belongs to.
    public var family: Family {
        high == 0 && low >> 32 == 0xFFFF ? .v4 : .v6
    }

    /// The 32 bits of an IPv4 address as a number; meaningless for IPv6.
    internal var v4: UInt32 {
        UInt32(truncatingIfNeeded: low)
    }

    /// Whether only this machine can reach the address: 127.0.0.0/8 or ::1.
    public var isLoopback: Bool {
        switch family {
        case .v4: v4 >> 24 == 127
        case .v6: self == .loopbackV6
        }
    }
}

extension IPAddress: CustomStringConvertible, LosslessStringConvertible {
    /// The address as text: dotted decimal, or RFC 5952 for IPv6.
    public var description: String {
        switch family {
        case .v4:
            return "\(v4 >> 24).\(v4 >> 16 & 255).\(v4 >> 8 & 255).\(v4 & 255)"
        case .v6:
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
}
