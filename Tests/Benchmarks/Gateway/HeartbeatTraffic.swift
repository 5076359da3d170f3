// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// Agents that do nothing but say that they are there: each sends a signed `PING` in its turn and gets a `PONG`.
///
/// Belongs to the fleet's loop.
final class HeartbeatTraffic: Traffic {
    private static let tick = Duration.milliseconds(10)

    private let fleet: Fleet
    private let interval: Int
    private let duration: Int
    private var completion: CheckedContinuation<TrafficSample, any Error>?
    private var start: Reading?
    private var sentCount = 0
    private var answeredCount = 0

    /// Prepares a measurement.
    ///
    /// - Parameters:
    ///   - fleet: whose agents all take part.
    ///   - interval: after which an agent's turn comes again.
    ///   - duration: how long to measure.
    init(_ fleet: Fleet, every interval: Duration, for duration: Duration) {
        self.fleet = fleet
        self.interval = Int(interval.components.seconds) * 1_000_000_000
        self.duration = Int(duration.components.seconds) * 1_000_000_000
    }

    /// Begins; `completion` hears when the time is over and every `PING` was answered.
    func run(_ completion: CheckedContinuation<TrafficSample, any Error>) {
        self.completion = completion
        fleet.traffic = self
        start = Reading(fleet, 0)
        sendDue()
    }

    private func sendDue() {
        guard let start, completion != nil else { return }
        let elapsed = min(ProcessMeter.now - start.time, duration)
        do {
            while sentCount < elapsed * fleet.agents.count / interval { try sendNext() }
        } catch {
            return failed(error)
        }
        if elapsed < duration {
            fleet.loop.schedule(after: Self.tick) { [self] in sendDue() }
        } else if answeredCount == sentCount {
            finish(start)
        }
    }

    private func sendNext() throws {
        var generator = SystemRandomNumberGenerator()
        let agent = fleet.agents[sentCount % fleet.agents.count]
        let ping = Envelope(
            id: .random(using: &generator),
            timestamp: .now,
            from: agent.did,
            to: fleet.gateway.did,
            payload: .ping(Heartbeat(load: 0.25, slots: 3))
        )
        let text = try agent.makeSigner().sign(ping)
        agent.send(text.span)
        sentCount += 1
    }

    func received(_ text: Span<UInt8>, by agent: LoadAgent) {
        do throws(ProtocolError) {
            let answer = try EnvelopeView(scanning: text)
            guard answer.type == .pong else { return failed(BenchmarkError("a PING was answered by \(answer.type)")) }
        } catch {
            return failed(error)
        }
        answeredCount += 1
        guard let start, answeredCount == sentCount, ProcessMeter.now - start.time >= duration else { return }
        finish(start)
    }

    private func finish(_ start: Reading) {
        fleet.traffic = nil
        let sample = TrafficSample(from: start, to: Reading(fleet, answeredCount), Latencies())
        completion?.resume(returning: sample)
        completion = nil
    }

    func failed(_ error: any Error) {
        fleet.traffic = nil
        completion?.resume(throwing: error)
        completion = nil
    }
}
