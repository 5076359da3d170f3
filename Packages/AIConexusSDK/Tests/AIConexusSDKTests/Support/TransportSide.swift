// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusProtocol
import AIConexusTransport

@testable import AIConexusSDK

/// One side of a direct connection, on an agent's loop; its transport is on another one.
///
/// Guard of `@unchecked Sendable`: everything is touched on the loop's thread only, but for `other`, which is set before.
final class TransportSide: DirectTransportDelegate, @unchecked Sendable {
    let loop: EventLoop
    weak var other: TransportSide?
    private(set) var transport: any DirectTransport
    /// Has the loop's own place, so that the other transport goes elsewhere.
    private let first: any DirectTransport
    private var texts: [String] = []
    private var isOpen = false
    private var isFull = false
    private var isClosed = false
    private var end: Result<Void, DirectPathFailure>?
    private var waiter: (() -> Bool)?
    /// Whether this side begins as well, in the moment in which the other's offer comes.
    private var beginsLate = false
    private(set) var offerCount = 0

    private init(on loop: EventLoop, isPolite: Bool) throws {
        self.loop = loop
        let factory = makeTransportFactory(on: loop, connectionsPerLoop: 1)
        first = try factory.makeTransport(isPolite: isPolite, servers: [])
        transport = try factory.makeTransport(isPolite: isPolite, servers: [])
        transport.delegate = self
    }

    /// Runs `body` with two sides that are connected, each on a loop of its own.
    ///
    /// - Parameters:
    ///   - bothBegin: whether the polite side begins too, when the other's offer comes.
    ///   - body: gets the impolite side and the polite one.
    /// - Throws: what `body` throws, and when there is no loop.
    static func withPair(
        bothBegin: Bool = false,
        _ body: (TransportSide, TransportSide) async throws -> Void
    ) async throws {
        try await EventLoop.with(name: "test-near") { nearLoop in
            try await EventLoop.with(name: "test-far") { farLoop in
                let near = try await nearLoop.run { try TransportSide(on: nearLoop, isPolite: false) }
                let far = try await farLoop.run { try TransportSide(on: farLoop, isPolite: true) }
                (near.other, far.other) = (far, near)
                await farLoop.run { far.beginsLate = bothBegin }
                await nearLoop.run { near.transport.begin() }
                await near.until { near.isOpen }
                await far.until { far.isOpen }
                try await body(near, far)
                await near.close()
                await far.close()
            }
        }
    }

    // MARK: - Called from anywhere

    /// Waits until something is so.
    func until(_ condition: @escaping @Sendable () -> Bool) async {
        await withCheckedContinuation { continuation in
            loop.execute { [self] in
                guard !condition() else { return continuation.resume() }
                precondition(waiter == nil, "one test waits for one thing")
                waiter = {
                    guard condition() else { return false }
                    continuation.resume()
                    return true
                }
            }
        }
    }

    /// Sends a text, as soon as there is room.
    func send(_ text: String) async {
        while await loop.run({ self.trySend(text) }) == .full { await until { !self.isFull } }
    }

    /// The next text.
    func receive() async -> String {
        await until { !self.texts.isEmpty }
        return await loop.run { self.texts.removeFirst() }
    }

    /// How the connection ended.
    func ended() async -> DirectPathFailure? {
        await until { self.end != nil }
        return await loop.run {
            if case .failure(let failure) = self.end { failure } else { nil }
        }
    }

    /// Closes the connection, and waits until what was sent has left; the second time does nothing.
    func close() async {
        await withCheckedContinuation { continuation in
            loop.execute { [self] in
                guard !isClosed else { return continuation.resume() }
                isClosed = true
                first.close {}
                transport.close { continuation.resume() }
            }
        }
    }

    // MARK: - Called on the loop

    func trySend(_ text: String) -> DirectSendOutcome {
        let bytes = Array(text.utf8)
        let outcome = transport.send(bytes.span)
        if outcome == .full { isFull = true }
        return outcome
    }

    private func note() {
        if waiter?() ?? false { waiter = nil }
    }

    private func tell(_ body: @escaping @Sendable (TransportSide) -> Void) {
        guard let other else { return }
        other.loop.execute { body(other) }
    }

    func transport(sendOffer sdp: String) {
        offerCount += 1
        tell { other in
            if other.beginsLate { other.transport.begin() }
            other.transport.receive(offer: sdp) { _ in preconditionFailure("an offer was refused") }
        }
    }

    func transport(sendAnswer sdp: String) {
        tell { $0.transport.receive(answer: sdp) }
    }

    func transport(send candidate: ICECandidateMessage) {
        tell { $0.transport.receive(candidate) }
    }

    func transportOpened() {
        isOpen = true
        note()
    }

    func transport(received text: Span<UInt8>) {
        texts.append(String(decoding: [UInt8](copying: text), as: UTF8.self))
        note()
    }

    func transportDrained() {
        isFull = false
        note()
    }

    func transportEnded(_ failure: DirectPathFailure?) {
        end = failure.map { .failure($0) } ?? .success(())
        note()
    }
}
#endif
