// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusTransport
import AIConexusWebRTC

/// Two connections in one process, over the loopback interface.
struct Pair {
    let first: PeerConnection
    let second: PeerConnection
    let firstCourier = Courier()
    let secondCourier = Courier()

    /// A configuration for the loopback interface.
    static var configuration: PeerConnectionConfiguration {
        var configuration = PeerConnectionConfiguration()
        configuration.localAddresses = [.loopbackV4]
        // Tests that keep all threads busy may come between; the time limits of the suites see to hangs.
        configuration.connectTimeout = .seconds(600)
        return configuration
    }

    init(
        on loop: EventLoop,
        _ configuration: PeerConnectionConfiguration = Pair.configuration,
        second secondConfiguration: PeerConnectionConfiguration? = nil
    ) throws {
        first = try PeerConnection(configuration, isPolite: false, on: loop, delegate: firstCourier)
        second = try PeerConnection(
            secondConfiguration ?? configuration,
            isPolite: true,
            on: loop,
            delegate: secondCourier
        )
        firstCourier.deliver(to: second)
        secondCourier.deliver(to: first)
    }

    /// Two connections on loops of a group.
    init(in group: PeerLoopGroup) throws {
        first = try group.makeConnection(Pair.configuration, isPolite: false, delegate: firstCourier)
        second = try group.makeConnection(Pair.configuration, isPolite: true, delegate: secondCourier)
        firstCourier.deliver(to: second)
        secondCourier.deliver(to: first)
    }

    /// Runs `body` with a pair on a loop of its own.
    static func with<Result>(
        _ configuration: PeerConnectionConfiguration = Pair.configuration,
        second secondConfiguration: PeerConnectionConfiguration? = nil,
        _ body: (Pair) async throws -> Result
    ) async throws -> Result {
        try await EventLoop.with(name: "test-rtc") { loop in
            let pair = try Pair(on: loop, configuration, second: secondConfiguration)
            do {
                let result = try await body(pair)
                await pair.close()
                return result
            } catch {
                await pair.close()
                throw error
            }
        }
    }

    /// Ends both.
    func close() async {
        await first.close()
        await second.close()
    }

    /// A channel that the first side opens, seen from both sides.
    func openChannel(
        _ label: String = "test",
        _ configuration: DataChannelConfiguration = DataChannelConfiguration()
    ) async throws -> (DataChannel, DataChannel) {
        let near = try await first.openChannel(label, configuration)
        return (near, try await nextChannel())
    }

    /// The next channel that the first side opened, as the second one sees it.
    func nextChannel() async throws -> DataChannel {
        for await far in secondCourier.channels { return far }
        throw PeerConnectionError(.cancelled, "no channel came")
    }

    /// The next channel that the second side opened, as the first one sees it.
    func nextChannelOfFirst() async throws -> DataChannel {
        for await far in firstCourier.channels { return far }
        throw PeerConnectionError(.cancelled, "no channel came")
    }
}
#endif
