// SPDX-License-Identifier: MIT

/// The clocks at one moment of a measurement.
struct Reading {
    let time: Int
    let gatewayTime: Int
    let ownTime: Int
    let messageCount: Int

    /// Reads the clocks.
    ///
    /// - Parameters:
    ///   - fleet: whose gateway is measured; read on the fleet's loop.
    ///   - messageCount: how many messages had arrived.
    init(_ fleet: Fleet, _ messageCount: Int) {
        time = ProcessMeter.now
        gatewayTime = fleet.gateway.meter.processorTime
        ownTime = ProcessMeter.threadTime
        self.messageCount = messageCount
    }
}

/// What was measured while messages flowed.
struct TrafficSample: Sendable {
    let messageCount: Int
    /// The gateway's processor time of one message, in nanoseconds.
    let gatewayTime: Double
    /// The load generator's processor time of one message, in nanoseconds.
    let generatorTime: Double
    let messagesPerSecond: Double
    let latencies: Latencies

    init(from start: Reading, to end: Reading, _ latencies: Latencies) {
        messageCount = end.messageCount - start.messageCount
        let messages = Double(max(1, messageCount))
        gatewayTime = Double(end.gatewayTime - start.gatewayTime) / messages
        generatorTime = Double(end.ownTime - start.ownTime) / messages
        messagesPerSecond = messages / (Double(end.time - start.time) / 1e9)
        self.latencies = latencies
    }
}
