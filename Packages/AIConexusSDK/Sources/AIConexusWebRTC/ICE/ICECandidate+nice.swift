// SPDX-License-Identifier: MIT

#if WebRTC
internal import CNice

extension ICECandidate {
    /// Copies a candidate of libnice's.
    init(_ candidate: NiceCandidate) {
        let kind: Kind =
            switch unsafe candidate.type {
            case NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE: .serverReflexive
            case NICE_CANDIDATE_TYPE_PEER_REFLEXIVE: .peerReflexive
            case NICE_CANDIDATE_TYPE_RELAYED: .relayed
            default: .host
            }
        var address = unsafe candidate.addr
        let text = unsafe [CChar](unsafeUninitializedCapacity: Int(INET6_ADDRSTRLEN)) { target, count in
            unsafe nice_address_to_string(&address, target.baseAddress)
            count = unsafe target.firstIndex(of: 0) ?? 0
        }
        let foundation = unsafe withUnsafeBytes(of: candidate.foundation) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        self.init(
            foundation: foundation,
            component: unsafe Int(candidate.component_id),
            transport: unsafe candidate.transport == NICE_CANDIDATE_TRANSPORT_UDP ? .udp : .tcp,
            priority: unsafe candidate.priority,
            address: String(decoding: text.lazy.map(UInt8.init(bitPattern:)), as: UTF8.self),
            port: UInt16(truncatingIfNeeded: unsafe nice_address_get_port(&address)),
            kind: kind
        )
    }

    /// A candidate for libnice, to be freed; `nil` for what it cannot use: other transports, names in place of
    /// addresses.
    func makeNiceCandidate(stream: UInt32) -> UnsafeMutablePointer<NiceCandidate>? {
        guard transport == .udp, component == 1, port != 0 else { return nil }
        var address = NiceAddress()
        guard unsafe nice_address_set_from_string(&address, self.address) != 0 else { return nil }
        unsafe nice_address_set_port(&address, UInt32(port))
        let type =
            switch kind {
            case .host: NICE_CANDIDATE_TYPE_HOST
            case .serverReflexive: NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE
            case .peerReflexive: NICE_CANDIDATE_TYPE_PEER_REFLEXIVE
            case .relayed: NICE_CANDIDATE_TYPE_RELAYED
            }
        guard let candidate = unsafe nice_candidate_new(type) else { return nil }
        unsafe candidate.pointee.transport = NICE_CANDIDATE_TRANSPORT_UDP
        unsafe candidate.pointee.addr = address
        unsafe candidate.pointee.base_addr = address
        unsafe candidate.pointee.priority = priority
        unsafe candidate.pointee.stream_id = stream
        unsafe candidate.pointee.component_id = 1
        unsafe withUnsafeMutableBytes(of: &candidate.pointee.foundation) { target in
            // One byte stays zero: the end of the text.
            unsafe target.copyBytes(from: foundation.utf8.prefix(target.count - 1))
        }
        return unsafe candidate
    }
}
#endif
