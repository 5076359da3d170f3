// SPDX-License-Identifier: MIT

import CAIConexusShims
import Glibc
import Testing

@testable import AIConexusTransport

@Suite("Listener", .timeLimit(.minutes(1)))
struct ListenerTests {
    @Test("an IPv6 address is listened on beside the same port of IPv4")
    func bothFamilies() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<String>()
            try await loop.run { () throws(TransportError) in
                let server = { () -> TestDelegate in
                    let delegate = TestDelegate()
                    delegate.onOpened = { log.record($0.peerAddress?.address.description ?? "unknown") }
                    return delegate
                }
                let any = SocketAddress(IPAddress(high: 0, low: 0), port: 0)
                let port = try Live.listen(on: loop, at: any, delegate: server).port
                _ = try Live.listen(on: loop, at: SocketAddress(IPAddress(v4: 0), port: port), delegate: server)
                for host in [IPAddress.loopbackV4, .loopbackV6] {
                    Live.connect(to: SocketAddress(host, port: port), on: loop, delegate: TestDelegate())
                }
            }
            #expect(try await Set(log.next(2)) == ["127.0.0.1", "::1"])
        }
    }

    @Test("an address in use is reported as such, unless it is shared")
    func addressInUse() async throws {
        try await EventLoop.with { loop in
            try await loop.run { () throws(TransportError) in
                let shared = Listener.Configuration(sharesPort: true)
                let exclusive = try Live.listen(on: loop) { TestDelegate() }
                let error = #expect(throws: TransportError.self) {
                    try Live.listen(on: loop, at: exclusive) { TestDelegate() }
                }
                #expect(error?.code == .addressUnavailable)
                let first = try Live.listen(on: loop, configuration: shared) { TestDelegate() }
                let second = try Live.listen(on: loop, at: first, configuration: shared) { TestDelegate() }
                #expect(second == first)
            }
        }
    }

    @Test("who begins alone lets others in when it says so, and connections come to all")
    func sharedLater() async throws {
        try await EventLoopGroup.with(count: 2) { group in
            let (first, second) = (group.loops[0], group.loops[1])
            let log = EventLog<Int>()
            let address = try await first.run { () throws(TransportError) in
                let listener = try Listener(at: Live.anyPort, on: first) { channel in
                    log.record(0)
                    channel.start(delegate: TestDelegate())
                }
                let shared = Listener.Configuration(sharesPort: true)
                let error = #expect(throws: TransportError.self) {
                    try Listener(at: listener.address, on: first, configuration: shared) { $0.abort() }
                }
                #expect(error?.code == .addressUnavailable)
                try listener.sharePort()
                return listener.address
            }
            try await second.run { () throws(TransportError) in
                let shared = Listener.Configuration(sharesPort: true)
                _ = try Listener(at: address, on: second, configuration: shared) { channel in
                    log.record(1)
                    channel.start(delegate: TestDelegate())
                }
                let error = #expect(throws: TransportError.self) {
                    try Listener(at: address, on: second) { $0.abort() }
                }
                #expect(error?.code == .addressUnavailable)
            }
            await first.run {
                for _ in 0..<64 { Live.connect(to: address, on: first, delegate: TestDelegate()) }
            }
            #expect(try await Set(log.next(64)) == [0, 1])
        }
    }

    @Test("listeners that share a port share the connections")
    func sharedPort() async throws {
        try await EventLoopGroup.with(count: 2) { group in
            let configuration = Listener.Configuration(sharesPort: true)
            let log = EventLog<Int>()
            var address = Live.anyPort
            for (index, loop) in group.loops.enumerated() {
                address = try await loop.run { [address] () throws(TransportError) in
                    try Live.listen(on: loop, at: address, configuration: configuration) {
                        let delegate = TestDelegate()
                        delegate.onOpened = { _ in log.record(index) }
                        return delegate
                    }
                }
            }
            let client = group.loops[0]
            await client.run { [address] in
                for _ in 0..<200 { Live.connect(to: address, on: client, delegate: TestDelegate()) }
            }
            #expect(try await Set(log.next(200)) == [0, 1])
        }
    }

    @Test("after close nobody is accepted and the port is free")
    func close() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<TransportError?>()
            try await loop.run { () throws(TransportError) in
                let listener = try Listener(at: Live.anyPort, on: loop) { _ in Issue.record("accepted") }
                listener.close()
                listener.close()
                _ = ConnectAttempt(to: listener.address, on: loop) { result in
                    if case .failure(let error) = result { log.record(error) } else { log.record(nil) }
                }
                _ = try Live.listen(on: loop, at: listener.address) { TestDelegate() }.port
            }
            _ = try await log.next()
        }
    }

    @Test("a refused connection is reported with the address")
    func refused() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<TransportError?>()
            try await loop.run { () throws(TransportError) in
                let listener = try Listener(at: Live.anyPort, on: loop) { _ in }
                listener.close()
                _ = ConnectAttempt(to: listener.address, on: loop) { result in
                    if case .failure(let error) = result { log.record(error) } else { log.record(nil) }
                }
            }
            let error = try await log.next()
            #expect(error?.code == .connectFailed)
            #expect(error?.message.contains("127.0.0.1") == true)
        }
    }

    @Test("accepted sockets inherit TCP_NODELAY from the listening one")
    func noDelay() throws {
        let listening = try Socket.make(for: Live.anyPort)
        let number = listening.number
        try Socket.setNoDelay(number)
        try #require(unsafe Live.anyPort.withSockaddr { unsafe bind(number, $0, $1) } == 0)
        try #require(listen(number, 1) == 0)
        let address = try #require(unsafe SocketAddress(of: number) { unsafe getsockname($0, $1, $2) })
        let client = try Socket.make(for: address)
        _ = unsafe address.withSockaddr { unsafe connect(client.number, $0, $1) }
        var waiting = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        try #require(unsafe poll(&waiting, 1, 10_000) == 1)
        var peer: SocketAddress?
        let accepted = Socket.accept(from: number, peer: &peer)?.noDelay
        #expect(accepted == 1)
        #expect(peer?.address == .loopbackV4)
    }

    @Test("without free descriptors connections are closed at once, those that are open are served, and it recovers")
    func descriptorsExhausted() async {
        // In a process of its own: the limit holds for everything in it.
        await #expect(processExitsWith: .success) { try await exhaustAndRecover() }
    }
}

private func exhaustAndRecover() async throws {
    try await EventLoop.with { loop in
        let listener = try await loop.run { () throws(TransportError) in
            LoopBound(try Listener(at: Live.anyPort, on: loop) { $0.start(delegate: Live.echo()) })
        }
        let address = await loop.run { listener.value.address }
        let open = BlockingClient(address)
        precondition(open.exchange("before") == "before", "no service before")
        let clients = (0..<8).map { _ in BlockingClient.unconnected(address) }
        let descriptors = exhaustDescriptors()
        for client in clients {
            client.connect()
            precondition(client.read() == "", "a connection was accepted without a descriptor")
        }
        precondition(open.exchange("meanwhile") == "meanwhile", "no service meanwhile")
        let refused = await loop.run { listener.value.refusedCount }
        precondition(refused == 8, "\(refused) were counted as refused")
        for descriptor in descriptors { close(descriptor) }
        precondition(BlockingClient(address).exchange("after") == "after", "no service afterwards")
    }
}

extension Descriptor {
    fileprivate var noDelay: Int32 {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        _ = unsafe getsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &value, &length)
        return value
    }
}

/// A value used on one loop's thread only.
private struct LoopBound<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}

/// Lowers the limit and opens descriptors until none is left.
private func exhaustDescriptors() -> [Int32] {
    var limit = rlimit(rlim_cur: 64, rlim_max: 64)
    precondition(unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    var descriptors: [Int32] = []
    while true {
        let descriptor = unsafe open("/dev/null", O_RDONLY)
        guard descriptor >= 0 else { return descriptors }
        descriptors.append(descriptor)
    }
}
