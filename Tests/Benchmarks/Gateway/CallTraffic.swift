// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// Pairs of agents that call each other with prepared messages, and the measurement of it.
///
/// Every message that arrives is compared with the one that was sent. Agents of a pair get messages only of each other,
/// so what arrives comes in the order in which it was sent.
final class CallTraffic: Traffic, @unchecked Sendable {
    // Guard of `@unchecked Sendable`: made anywhere, then handed to the loop's thread and touched by that only.

    /// When calls are made.
    enum Pace {
        /// Each agent has so many calls open all the time: as much as the gateway can take.
        case saturating(callsPerAgent: Int)
        /// All agents together send so many messages a second, whatever comes back.
        case steady(messagesPerSecond: Int)
    }

    /// A message under way.
    private struct Sent {
        /// The message's bytes belong to this agent's call, with this number.
        let caller: Int
        let call: Int
        let isResponse: Bool
        /// When it was sent.
        let time: Int
    }

    /// One agent's part.
    private struct Lane {
        let agent: LoadAgent
        let partner: Int
        let calls: [PreparedCall]
        /// The next call to make.
        var next = 0
        /// What is under way to the agent.
        var expected: [Sent] = []
        var firstExpected = 0
    }

    private let fleet: Fleet
    private let pace: Pace
    private var lanes: [Lane]
    /// By an agent's index in the fleet.
    private var laneOfAgent: [Int]
    private let messageCount: Int
    private var arrivedCount = 0
    private var latencies = Latencies()
    private var start: Reading?
    private var end: Reading?
    private var completion: CheckedContinuation<TrafficSample, any Error>?
    private var startTime = 0
    private var nextLane = 0

    /// Prepares a measurement.
    ///
    /// - Parameters:
    ///   - pairs: agents of the fleet that call each other, each in one pair, with the calls of the first and of the
    ///     second; all have equally many.
    ///   - fleet: whose agents they are.
    ///   - pace: when calls are made.
    init(_ pairs: [CallPair], of fleet: Fleet, pace: Pace) {
        self.fleet = fleet
        self.pace = pace
        lanes = []
        laneOfAgent = Array(repeating: -1, count: fleet.agents.count)
        for pair in pairs {
            let place = lanes.count
            laneOfAgent[pair.first.index] = place
            laneOfAgent[pair.second.index] = place + 1
            lanes.append(Lane(agent: pair.first, partner: place + 1, calls: pair.callsOfFirst))
            lanes.append(Lane(agent: pair.second, partner: place, calls: pair.callsOfSecond))
        }
        messageCount = lanes.reduce(0) { $0 + 2 * $1.calls.count }
        latencies.reserve(messageCount)
    }

    /// Makes all calls; `completion` hears when the last was answered.
    func run(_ completion: CheckedContinuation<TrafficSample, any Error>) {
        self.completion = completion
        fleet.traffic = self
        startTime = ProcessMeter.now
        switch pace {
        case .saturating(let callsPerAgent):
            for lane in lanes.indices {
                for _ in 0..<callsPerAgent { call(lane) }
            }
        case .steady(let messagesPerSecond): keepPace(messagesPerSecond)
        }
    }

    // MARK: - Sending

    /// Makes an agent's next call, if it has one.
    ///
    /// - Returns: whether it had.
    @discardableResult
    private func call(_ lane: Int) -> Bool {
        let number = lanes[lane].next
        guard number < lanes[lane].calls.count else { return false }
        lanes[lane].next = number + 1
        expect(at: lanes[lane].partner, Sent(caller: lane, call: number, isResponse: false, time: ProcessMeter.now))
        let request = lanes[lane].calls[number].request
        lanes[lane].agent.send(request.span)
        return true
    }

    private func answer(_ request: Sent, from lane: Int, now: Int) {
        let answer = Sent(caller: request.caller, call: request.call, isResponse: true, time: now)
        expect(at: request.caller, answer)
        let response = lanes[request.caller].calls[request.call].response
        lanes[lane].agent.send(response.span)
    }

    private func expect(at lane: Int, _ message: Sent) {
        lanes[lane].expected.append(message)
    }

    /// Makes the calls that are due, and looks again at once: a timer would make them in bursts.
    private func keepPace(_ messagesPerSecond: Int) {
        guard completion != nil else { return }
        let due = (ProcessMeter.now - startTime) * (messagesPerSecond / 2) / 1_000_000_000
        while nextLane < due {
            // Each lane in its turn; when this one has no call left, none has.
            guard call(nextLane % lanes.count) else { return }
            nextLane += 1
        }
        fleet.loop.execute { [self] in keepPace(messagesPerSecond) }
    }

    // MARK: - Receiving

    func received(_ text: Span<UInt8>, by agent: LoadAgent) {
        let lane = laneOfAgent[agent.index]
        guard lane >= 0, let message = takeExpected(of: lane) else { return unexpected(text) }
        let call = lanes[message.caller].calls[message.call]
        guard text.equals(message.isResponse ? call.response.span : call.request.span) else { return unexpected(text) }
        let now = ProcessMeter.now
        latencies.append(now - message.time)
        arrivedCount += 1
        if !message.isResponse {
            answer(message, from: lane, now: now)
        } else if case .saturating = pace {
            // The first that has no call left ends what counts: from here on the gateway has less to do.
            if !self.call(lane), end == nil { end = Reading(fleet, arrivedCount) }
        }
        if start == nil, arrivedCount >= messageCount / 10 {
            latencies.removeAll()
            start = Reading(fleet, arrivedCount)
        }
        if arrivedCount == messageCount { finish() }
    }

    private func takeExpected(of lane: Int) -> Sent? {
        let first = lanes[lane].firstExpected
        guard first < lanes[lane].expected.count else { return nil }
        let message = lanes[lane].expected[first]
        lanes[lane].firstExpected = first + 1
        if first + 1 == lanes[lane].expected.count {
            lanes[lane].expected.removeAll(keepingCapacity: true)
            lanes[lane].firstExpected = 0
        }
        return message
    }

    private func finish() {
        guard let start else { preconditionFailure("a measurement without a beginning") }
        fleet.traffic = nil
        completion?.resume(returning: TrafficSample(from: start, to: end ?? Reading(fleet, arrivedCount), latencies))
        completion = nil
    }

    private func unexpected(_ text: Span<UInt8>) {
        let bytes = [UInt8](capacity: text.count) { output in
            for index in text.indices { output.append(text[index]) }
        }
        failed(BenchmarkError("not the message that was sent: \(String(decoding: bytes, as: UTF8.self))"))
    }

    func failed(_ error: any Error) {
        fleet.traffic = nil
        completion?.resume(throwing: error)
        completion = nil
    }
}

/// Two agents and what they are going to say to each other.
struct CallPair {
    let first: LoadAgent
    let second: LoadAgent
    let callsOfFirst: [PreparedCall]
    let callsOfSecond: [PreparedCall]
}

extension Span<UInt8> {
    /// Whether the bytes are the same.
    fileprivate func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }
}
