// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusProtocol
internal import AIConexusTransport
internal import CUsrsctp

/// usrsctp, of which a process has one: started at the first use, never stopped, shared by the associations of all
/// loops.
///
/// usrsctp calls back from inside of our calls and from its timers, which run on a thread of their own
/// (``SCTPClock``), with locks held. It knows an association by a number, so a late callback finds nothing rather
/// than freed memory; what comes on another thread than the association's is brought to its loop.
final class SCTPStack: Sendable {
    /// An association as the callbacks find it.
    ///
    /// Guard of `@unchecked Sendable`: the association is touched on its loop's thread only.
    private final class Entry: @unchecked Sendable {
        let loop: EventLoop
        weak var association: SCTPAssociation?

        init(_ association: SCTPAssociation, on loop: EventLoop) {
            self.association = association
            self.loop = loop
        }
    }

    private struct Table {
        var entries: [UInt: Entry] = [:]
        var last: UInt = 0
    }

    private static let started: Result<SCTPStack, TransportError> = Result { () throws(TransportError) in
        try SCTPStack()
    }

    let clock: SCTPClock
    private let table = Locked(Table())

    private init() throws(TransportError) {
        clock = try SCTPClock()
        unsafe usrsctp_init_nothreads(0, sendPacket, nil)
        Self.configure()
    }

    /// The one stack of the process.
    ///
    /// - Throws: `resourcesExhausted` when its thread could not be started; that is final.
    static func shared() throws(PeerConnectionError) -> SCTPStack {
        do throws(TransportError) {
            return try started.get()
        } catch {
            throw PeerConnectionError(.resourcesExhausted, "SCTP could not be started", cause: error)
        }
    }

    /// The stack in a callback of usrsctp's, which implies that it was started.
    fileprivate static var calling: SCTPStack? { try? started.get() }

    /// A number for an association, never given out before.
    func reserveNumber() -> UInt {
        table.withLock { table in
            table.last += 1
            return table.last
        }
    }

    /// Lets callbacks find an association by its number.
    func register(_ association: SCTPAssociation, as number: UInt, on loop: EventLoop) {
        let entry = Entry(association, on: loop)
        table.withLock { $0.entries[number] = entry }
        unsafe usrsctp_register_address(UnsafeMutableRawPointer(bitPattern: number))
        clock.associationCountChanged(by: 1)
    }

    /// Takes ``register(_:as:on:)`` back.
    func unregister(_ number: UInt) {
        unsafe usrsctp_deregister_address(UnsafeMutableRawPointer(bitPattern: number))
        table.withLock { $0.entries[number] = nil }
        clock.associationCountChanged(by: -1)
    }

    /// Gives a packet of the peer's to usrsctp.
    func input(_ packet: Span<UInt8>, for number: UInt) {
        unsafe packet.withUnsafeBufferPointer { buffer in
            unsafe usrsctp_conninput(UnsafeMutableRawPointer(bitPattern: number), buffer.baseAddress, buffer.count, 0)
        }
    }

    private func entry(_ number: UInt) -> Entry? {
        table.withLock { $0.entries[number] }
    }

    /// A packet left usrsctp.
    fileprivate func packetLeft(_ number: UInt, _ packet: Span<UInt8>) {
        guard let entry = entry(number) else { return }
        if entry.loop.isOnLoop {
            entry.association?.packetLeft(packet)
        } else {
            let copy = [UInt8](copying: packet)
            entry.loop.execute { entry.association?.packetLeft(copy.span) }
        }
    }

    /// Something may be read or sent.
    fileprivate func socketChanged(_ number: UInt) {
        guard let entry = entry(number) else { return }
        if entry.loop.isOnLoop {
            entry.association?.socketChanged()
        } else {
            entry.loop.execute { entry.association?.socketChanged() }
        }
    }

    /// For `usrsctp_set_upcall`.
    static var upcall: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, Int32) -> Void {
        { _, data, _ in SCTPStack.calling?.socketChanged(UInt(bitPattern: data)) }
    }

    /// Settings that hold for the process.
    private static func configure() {
        // Nothing of this has a use above DTLS with one path.
        usrsctp_sysctl_set_sctp_ecn_enable(0)
        usrsctp_sysctl_set_sctp_asconf_enable(0)
        usrsctp_sysctl_set_sctp_auth_enable(0)
        usrsctp_sysctl_set_sctp_pktdrop_enable(0)
        usrsctp_sysctl_set_sctp_pr_enable(1)
        usrsctp_sysctl_set_sctp_recvspace(UInt32(SCTPAssociation.windowByteCount))
        usrsctp_sysctl_set_sctp_sendspace(UInt32(SCTPAssociation.windowByteCount))
        usrsctp_sysctl_set_sctp_max_chunks_on_queue(10_240)
        // Ten packets to begin with, as TCP (RFC 6928), and no more than that at once.
        usrsctp_sysctl_set_sctp_initial_cwnd(10)
        usrsctp_sysctl_set_sctp_max_burst_default(10)
        usrsctp_sysctl_set_sctp_delayed_sack_time_default(20)
        usrsctp_sysctl_set_sctp_rto_initial_default(500)
        usrsctp_sysctl_set_sctp_rto_min_default(200)
        // usrsctp takes a handshake's repetitions for round-trip time, and repeats no data before four times that.
        usrsctp_sysctl_set_sctp_rto_max_default(1_000)
        usrsctp_sysctl_set_sctp_init_rto_max_default(500)
        // ICE decides that a path is dead, not SCTP: with 5 timeouts an outage of seconds would never heal.
        usrsctp_sysctl_set_sctp_init_rtx_max_default(60)
        usrsctp_sysctl_set_sctp_assoc_rtx_max_default(60)
        usrsctp_sysctl_set_sctp_path_rtx_max_default(60)
        usrsctp_sysctl_set_sctp_heartbeat_interval_default(5_000)
    }
}

/// Called by usrsctp with locks held, on any thread: only keeps a copy.
private func sendPacket(
    _ address: UnsafeMutableRawPointer?,
    _ buffer: UnsafeMutableRawPointer?,
    _ count: Int,
    _: UInt8,
    _: UInt8
) -> Int32 {
    guard let buffer = unsafe buffer else { return 0 }
    let start = unsafe buffer.assumingMemoryBound(to: UInt8.self)
    unsafe SCTPStack.calling?.packetLeft(UInt(bitPattern: address), Span(_unsafeStart: start, count: count))
    return 0
}
#endif
