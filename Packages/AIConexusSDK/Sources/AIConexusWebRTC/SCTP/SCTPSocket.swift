// SPDX-License-Identifier: MIT

#if WebRTC
internal import CUsrsctp
internal import CWebRTCShims
internal import Glibc

/// The owner of one usrsctp socket: calls and their results, without any logic.
@safe
final class SCTPSocket {
    /// What `send` came to.
    enum SendResult: Equatable {
        /// So many bytes were taken, at least 1.
        case taken(Int)
        /// The buffer is full; the upcall tells when to try again.
        case full
        /// The association is over.
        case failed
    }

    /// What `receive` came to.
    enum ReceiveResult {
        /// Bytes of a message; the last ones of it or not.
        case bytes(stream: UInt16, payload: SCTPPayloadID, isLast: Bool)
        /// A notification.
        case notification(SCTPNotification)
        /// Nothing is there.
        case empty
        /// The association is over.
        case failed
    }

    /// How many bytes of a message one call is given: with more than the send buffer in hand usrsctp refuses.
    static let pieceByteCount = 64 << 10
    private let socket: OpaquePointer
    private let number: UInt

    /// Makes a socket that callbacks know by `number`.
    ///
    /// - Parameters:
    ///   - number: from the stack's table.
    ///   - streamCount: how many streams there are in each direction.
    /// - Throws: `resourcesExhausted`.
    init(number: UInt, streamCount: UInt16) throws(PeerConnectionError) {
        let made = unsafe usrsctp_socket(AF_CONN, Int32(SOCK_STREAM.rawValue), Int32(IPPROTO_SCTP), nil, nil, 0, nil)
        guard let socket = unsafe made else {
            throw PeerConnectionError(.resourcesExhausted, "an SCTP socket could not be made")
        }
        unsafe self.socket = socket
        self.number = number
        unsafe usrsctp_set_non_blocking(socket, 1)
        unsafe usrsctp_set_upcall(socket, SCTPStack.upcall, UnsafeMutableRawPointer(bitPattern: number))
        configure(streamCount: streamCount)
    }

    deinit {
        // With linger off this sends an ABORT, unless the association is over.
        unsafe usrsctp_close(socket)
    }

    /// Begins to connect; both sides do (RFC 8841 §9.3).
    ///
    /// - Throws: `sctpFailed`.
    func connect(from localPort: UInt16, to remotePort: UInt16) throws(PeerConnectionError) {
        let isBound = unsafe withAddress(localPort) { unsafe usrsctp_bind(socket, $0, $1) == 0 }
        let isConnecting = unsafe withAddress(remotePort) {
            unsafe usrsctp_connect(socket, $0, $1) == 0 || errno == EINPROGRESS
        }
        guard isBound, isConnecting else {
            throw PeerConnectionError(.sctpFailed, "SCTP could not begin to connect: error \(errno)")
        }
    }

    /// Offers bytes of a message.
    ///
    /// - Parameters:
    ///   - bytes: at most ``pieceByteCount``, not empty.
    ///   - info: the same for all pieces of a message.
    ///   - isLast: whether the message ends with them.
    /// - Returns: how many were taken.
    func send(_ bytes: Span<UInt8>, _ info: SCTPMessageInfo, isLast: Bool) -> SendResult {
        var header = sctp_sendv_spa()
        header.sendv_flags = UInt32(SCTP_SEND_SNDINFO_VALID)
        header.sendv_sndinfo.snd_sid = info.stream
        header.sendv_sndinfo.snd_ppid = info.payload.rawValue.bigEndian
        if isLast { header.sendv_sndinfo.snd_flags |= UInt16(SCTP_EOR) }
        if !info.isOrdered { header.sendv_sndinfo.snd_flags |= UInt16(SCTP_UNORDERED) }
        switch info.reliability {
        case .reliable: break
        case .maxRetransmits(let count):
            header.sendv_flags |= UInt32(SCTP_SEND_PRINFO_VALID)
            header.sendv_prinfo.pr_policy = UInt16(SCTP_PR_SCTP_RTX)
            header.sendv_prinfo.pr_value = UInt32(count)
        case .maxPacketLifeTime(let milliseconds):
            header.sendv_flags |= UInt32(SCTP_SEND_PRINFO_VALID)
            header.sendv_prinfo.pr_policy = UInt16(SCTP_PR_SCTP_TTL)
            header.sendv_prinfo.pr_value = UInt32(milliseconds)
        }
        let size = socklen_t(MemoryLayout<sctp_sendv_spa>.size)
        let count = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe usrsctp_sendv(
                socket,
                buffer.baseAddress,
                buffer.count,
                nil,
                0,
                &header,
                size,
                UInt32(SCTP_SENDV_SPA),
                0
            )
        }
        if count > 0 { return .taken(count) }
        // With explicit ends of messages a full buffer is reported as 0, or as a message that is too large for it.
        return count == 0 || errno == EWOULDBLOCK || errno == EMSGSIZE || errno == ENOBUFS ? .full : .failed
    }

    /// Appends what came next to `buffer`, at most `limit` bytes.
    func receive(into buffer: inout [UInt8], limit: Int) -> ReceiveResult {
        var info = sctp_rcvinfo()
        var infoSize = socklen_t(MemoryLayout<sctp_rcvinfo>.size)
        var infoType: UInt32 = 0
        var flags: Int32 = 0
        var status = 0
        let start = buffer.count
        buffer.append(addingCapacity: limit) { output in
            unsafe output.withUnsafeMutableBufferPointer { memory, count in
                status = unsafe usrsctp_recvv(
                    socket,
                    memory.baseAddress,
                    limit,
                    nil,
                    nil,
                    &info,
                    &infoSize,
                    &infoType,
                    &flags
                )
                count = max(0, status)
            }
        }
        guard status > 0 else { return status < 0 && errno == EWOULDBLOCK ? .empty : .failed }
        if flags & Int32(MSG_NOTIFICATION) != 0 {
            let notification = SCTPNotification(buffer.span.extracting(start...))
            buffer.removeSubrange(start...)
            return .notification(notification)
        }
        return .bytes(
            stream: info.rcv_sid,
            payload: SCTPPayloadID(rawValue: UInt32(bigEndian: info.rcv_ppid)),
            isLast: flags & Int32(MSG_EOR) != 0
        )
    }

    /// Asks for the reset of our direction of a stream, after what was sent on it.
    ///
    /// - Returns: whether the request is on its way; one at a time can be.
    func resetStream(_ stream: UInt16) -> Bool {
        unsafe CWebRTCShims_usrsctp_reset_outgoing_stream(socket, stream) == 0
    }

    /// How long an answer takes, smoothed, `nil` before it is known.
    var roundTripMilliseconds: UInt32? {
        var status = sctp_status()
        var size = socklen_t(MemoryLayout<sctp_status>.size)
        let result = unsafe usrsctp_getsockopt(socket, Int32(IPPROTO_SCTP), SCTP_STATUS, &status, &size)
        guard result == 0 else { return nil }
        return status.sstat_primary.spinfo_srtt
    }

    private func withAddress(_ port: UInt16, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
        var address = unsafe sockaddr_conn()
        unsafe address.sconn_family = UInt16(AF_CONN)
        unsafe address.sconn_port = port.bigEndian
        unsafe address.sconn_addr = UnsafeMutableRawPointer(bitPattern: number)
        return unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_conn>.size))
            }
        }
    }
}

// MARK: - Options

extension SCTPSocket {
    /// The space for chunks in a datagram: 1 200 bytes less DTLS (13 + 8 + 16) and SCTP's header (12).
    private static let pathByteCount: UInt32 = UInt32(DTLSTransport.datagramByteCount) - 37 - 12

    private func configure(streamCount: UInt16) {
        set(SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
        for option in [SCTP_NODELAY, SCTP_RECVRCVINFO, SCTP_EXPLICIT_EOR] {
            set(Int32(IPPROTO_SCTP), option, Int32(1))
        }
        set(Int32(IPPROTO_SCTP), SCTP_FRAGMENT_INTERLEAVE, Int32(0))
        let everything = UInt32(SCTP_ENABLE_RESET_STREAM_REQ)
        set(
            Int32(IPPROTO_SCTP),
            SCTP_ENABLE_STREAM_RESET,
            sctp_assoc_value(assoc_id: UInt32(SCTP_ALL_ASSOC), assoc_value: everything)
        )
        for event in [SCTP_ASSOC_CHANGE, SCTP_STREAM_RESET_EVENT] {
            set(
                Int32(IPPROTO_SCTP),
                SCTP_EVENT,
                sctp_event(se_assoc_id: UInt32(SCTP_ALL_ASSOC), se_type: UInt16(event), se_on: 1)
            )
        }
        var path = sctp_paddrparams()
        path.spp_flags = UInt32(SPP_PMTUD_DISABLE | SPP_HB_ENABLE)
        path.spp_pathmtu = Self.pathByteCount
        set(Int32(IPPROTO_SCTP), SCTP_PEER_ADDR_PARAMS, path)
        var streams = sctp_initmsg()
        streams.sinit_num_ostreams = streamCount
        streams.sinit_max_instreams = streamCount
        set(Int32(IPPROTO_SCTP), SCTP_INITMSG, streams)
    }

    private func set<Value: BitwiseCopyable>(_ level: Int32, _ option: Int32, _ value: Value) {
        let size = socklen_t(MemoryLayout<Value>.size)
        let status = unsafe withUnsafePointer(to: value) { unsafe usrsctp_setsockopt(socket, level, option, $0, size) }
        precondition(status == 0, "usrsctp refused option \(option): error \(errno)")
    }
}
#endif
