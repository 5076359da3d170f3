// SPDX-License-Identifier: MIT

#if WebRTC
internal import CUsrsctp

/// What usrsctp says about an association, between its messages.
///
/// The C structures end in flexible arrays, which Swift does not import, so they are read by offset, in the byte order
/// of the machine.
enum SCTPNotification: Equatable {
    /// The association is set up, with so many streams in each direction.
    case up(streamCount: UInt16)
    /// It is lost: aborted by the peer, or unanswered for too long.
    case lost
    /// The peer will send nothing more on these streams, and begins anew when it does.
    case incomingReset([UInt16])
    /// Our reset of these streams was done, or refused for good.
    case outgoingReset([UInt16])
    /// Our reset of these streams failed for now.
    case resetRefused([UInt16])
    /// Nothing that matters here.
    case other

    init(_ bytes: Span<UInt8>) {
        guard bytes.count >= 8 else {
            self = .other
            return
        }
        switch (Int32(bytes.number16(at: 0)), bytes.number16(at: 2)) {
        case (SCTP_ASSOC_CHANGE, _) where bytes.count >= 16:
            switch Int32(bytes.number16(at: 8)) {
            case SCTP_COMM_UP, SCTP_RESTART:
                self = .up(streamCount: min(bytes.number16(at: 12), bytes.number16(at: 14)))
            case SCTP_COMM_LOST, SCTP_SHUTDOWN_COMP, SCTP_CANT_STR_ASSOC: self = .lost
            default: self = .other
            }
        case (SCTP_STREAM_RESET_EVENT, let flags):
            let streams = stride(from: 12, to: bytes.count - 1, by: 2).map { bytes.number16(at: $0) }
            if flags & UInt16(SCTP_STREAM_RESET_FAILED | SCTP_STREAM_RESET_DENIED) != 0 {
                self = .resetRefused(streams)
            } else if flags & UInt16(SCTP_STREAM_RESET_INCOMING_SSN) != 0 {
                self = .incomingReset(streams)
            } else {
                self = .outgoingReset(streams)
            }
        default: self = .other
        }
    }
}

extension Span<UInt8> {
    /// The number in two bytes, in the machine's order.
    fileprivate func number16(at offset: Int) -> UInt16 {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
    }
}
#endif
