// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport
internal import CNice
internal import Glibc

// How an agent of libnice's is set up.
extension ICEAgent {
    /// How much a socket may hold in each direction, in bytes; the system's default loses datagrams at full speed.
    private static let socketByteCount: Int32 = 2 << 20
    /// How often one check, or one question to a server, is sent.
    ///
    /// A check waits 500 ms, then twice as long each time, but for the last: 4.5 s in all. libnice's own 3 times are all
    /// lost on one of some 8000 connections over a path that loses a tenth.
    private static let checkCount: UInt32 = 4
    /// How long the first question to a server waits.
    private static let questionMilliseconds: UInt32 = 200
    /// How long libnice waits after the last check for further ones, before it gives up.
    ///
    /// It counts in steps of 20 ms, which take up to 30 by the loop's clock. Together with the time of one pair's checks
    /// a path that does not exist is given up within 8 s.
    private static let idleMilliseconds: UInt32 = 1_500

    /// The name and the password that libnice made up for a stream.
    static func makeCredentials(of agent: OpaquePointer, _ stream: UInt32) -> ICECredentials {
        var name: UnsafeMutablePointer<CChar>?
        var password: UnsafeMutablePointer<CChar>?
        unsafe nice_agent_get_local_credentials(agent, stream, &name, &password)
        defer {
            unsafe g_free(name)
            unsafe g_free(password)
        }
        return unsafe ICECredentials(
            name: name.map { unsafe String(cString: $0) } ?? "",
            password: password.map { unsafe String(cString: $0) } ?? ""
        )
    }

    /// Sets what the owner configured.
    static func apply(
        _ configuration: PeerConnectionConfiguration,
        _ addresses: [IPAddress],
        to agent: OpaquePointer,
        _ stream: UInt32
    ) {
        unsafe CNice_g_object_set_boolean(agent, "upnp", 0)
        unsafe CNice_g_object_set_boolean(agent, "ice-tcp", 0)
        unsafe CNice_g_object_set_boolean(agent, "keepalive-conncheck", 1)
        unsafe CNice_g_object_set_uint(agent, "idle-timeout", idleMilliseconds)
        unsafe CNice_g_object_set_uint(agent, "stun-max-retransmissions", checkCount)
        unsafe CNice_g_object_set_uint(agent, "stun-initial-timeout", questionMilliseconds)
        unsafe CNice_g_object_set_boolean(agent, "force-relay", configuration.candidatePolicy == .relayOnly ? 1 : 0)
        // Named one by one: left to itself, libnice adds link-local ones.
        for text in addresses.map(\.description) {
            var address = NiceAddress()
            guard unsafe nice_address_set_from_string(&address, text) != 0 else { continue }
            unsafe nice_agent_add_local_address(agent, &address)
        }
        if let range = configuration.portRange {
            unsafe nice_agent_set_port_range(
                agent,
                stream,
                component,
                UInt32(range.lowerBound),
                UInt32(range.upperBound)
            )
        }
    }

    /// Names the servers.
    static func apply(_ settings: ICESettings, to agent: OpaquePointer, _ stream: UInt32) {
        if let server = settings.stunServer {
            unsafe CNice_g_object_set_string(agent, "stun-server", server.address.description)
            unsafe CNice_g_object_set_uint(agent, "stun-server-port", UInt32(server.port))
        }
        for relay in settings.relays {
            unsafe nice_agent_set_relay_info(
                agent,
                stream,
                component,
                relay.address.address.description,
                UInt32(relay.address.port),
                relay.username,
                relay.credential,
                relay.isTCP ? NICE_RELAY_TYPE_TURN_TCP : NICE_RELAY_TYPE_TURN_UDP
            )
        }
    }

    /// Gives the sockets of a stream more room, as far as the system allows.
    static func enlargeSockets(of agent: OpaquePointer, _ stream: UInt32) {
        guard let sockets = unsafe nice_agent_get_sockets(agent, stream, component) else { return }
        defer { unsafe g_ptr_array_unref(sockets) }
        for index in 0..<Int(unsafe sockets.pointee.len) {
            guard let socket = unsafe sockets.pointee.pdata[index] else { continue }
            let descriptor = unsafe CNice_g_socket_get_fd(socket)
            var count = Self.socketByteCount
            let size = socklen_t(MemoryLayout<Int32>.size)
            // The forced form needs a privilege; the other one is held to the system's limit.
            for (forced, usual) in [(SO_RCVBUFFORCE, SO_RCVBUF), (SO_SNDBUFFORCE, SO_SNDBUF)]
            where unsafe setsockopt(descriptor, SOL_SOCKET, forced, &count, size) != 0 {
                unsafe setsockopt(descriptor, SOL_SOCKET, usual, &count, size)
            }
        }
    }
}
#endif
