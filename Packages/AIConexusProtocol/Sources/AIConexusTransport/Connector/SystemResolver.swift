// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import CAIConexusShims
internal import Glibc

/// The system's resolver (`getaddrinfo`), which blocks and therefore runs on threads of its own.
///
/// A thread is started when it is needed and ends when no question waits. A question that was withdrawn while its
/// thread hangs in the system occupies that thread until the system gives up.
final class SystemResolver: HostResolver {
    /// How many questions are asked at once.
    private static let threadLimit = 4
    /// How many questions may wait for a thread; beyond that they are refused.
    private static let waitingLimit = 256

    private struct State {
        var waiting: [HostLookup] = []
        var threadCount = 0
    }

    private enum Admission {
        case refused
        case queued
        case needsThread
    }

    private let state = Locked(State())

    func resolve(_ lookup: HostLookup) {
        let admission = state.withLock { state -> Admission in
            state.waiting.removeAll(where: \.isOver)
            guard state.waiting.count < Self.waitingLimit else { return .refused }
            state.waiting.append(lookup)
            guard state.threadCount < Self.threadLimit else { return .queued }
            state.threadCount += 1
            return .needsThread
        }
        switch admission {
        case .queued: break
        case .refused:
            lookup.finish(.failure(TransportError(.resourcesExhausted, "too many names are being looked up")))
        case .needsThread: startThread()
        }
    }

    private func startThread() {
        do throws(TransportError) {
            try NativeThread(name: "aiconexus-dns") { self.work() }.detach()
        } catch {
            let stranded = state.withLock { state in
                state.threadCount -= 1
                // Another thread, if there is one, takes them.
                return state.threadCount == 0 ? state.waiting.take() : []
            }
            for lookup in stranded { lookup.finish(.failure(error)) }
        }
    }

    private func work() {
        while let lookup = next() {
            if !lookup.isOver { lookup.finish(Self.ask(lookup.host, lookup.port)) }
        }
    }

    private func next() -> HostLookup? {
        state.withLock { state in
            if state.waiting.isEmpty {
                state.threadCount -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
    }

    private static func ask(_ host: String, _ port: UInt16) -> Result<[SocketAddress], TransportError> {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_NUMERICSERV
        var first: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, "\(port)", &hints, &first)
        guard status == 0 else {
            let reason = status == EAI_SYSTEM ? Errno.text(Errno.current) : unsafe String(cString: gai_strerror(status))
            return .failure(TransportError(.resolutionFailed, "the address of \(host) cannot be found: \(reason)"))
        }
        defer { unsafe freeaddrinfo(first) }
        var addresses: [SocketAddress] = []
        var entry = unsafe first
        while let current = unsafe entry {
            if let address = unsafe SocketAddress(copying: current.pointee.ai_addr, current.pointee.ai_addrlen),
                !addresses.contains(address)
            {
                addresses.append(address)
            }
            unsafe entry = current.pointee.ai_next
        }
        guard !addresses.isEmpty else {
            return .failure(TransportError(.resolutionFailed, "\(host) has no address"))
        }
        return .success(addresses)
    }
}

extension [HostLookup] {
    fileprivate mutating func take() -> Self {
        defer { self = [] }
        return self
    }
}
