// SPDX-License-Identifier: MIT

/// A look into packets of SCTP (RFC 9260 §3): a header of 12 bytes, then chunks, each with type, flags and length.
enum SCTPPacket {
    private static let headerByteCount = 12
    private static let chunkHeaderByteCount = 4
    /// Chunks that are answers themselves: SACK, HEARTBEAT ACK, ABORT, SHUTDOWN ACK, ERROR, SHUTDOWN COMPLETE,
    /// INIT ACK, COOKIE ACK, FORWARD TSN.
    private static let unanswered: Set<UInt8> = [2, 3, 5, 6, 8, 9, 11, 14, 192]

    /// Whether a living peer answers the packet: it has a chunk that is no answer itself.
    static func wantsAnswer(_ packet: Span<UInt8>) -> Bool {
        var position = headerByteCount
        while position + chunkHeaderByteCount <= packet.count {
            if !unanswered.contains(packet[position]) { return true }
            let length = Int(packet[position + 2]) << 8 | Int(packet[position + 3])
            // Chunks are padded to four bytes.
            position += max(chunkHeaderByteCount, length + 3 & ~3)
        }
        return false
    }
}
