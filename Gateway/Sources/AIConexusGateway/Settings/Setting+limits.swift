// SPDX-License-Identifier: MIT

extension Setting {
    static let sessions = [
        Setting(
            "relay",
            .sessions,
            \.relays,
            .onUnlessOff,
            help: "whether calls between agents go through the gateway; signalling always does",
            outcome: "a call gets RELAY_DISABLED"
        ),
        Setting(
            "register_timeout",
            .sessions,
            \.registrationTimeout,
            .duration(.milliseconds(100) ... .seconds(60)),
            help: "how long an agent may take to register",
            outcome: "close 4006"
        ),
        Setting(
            "heartbeat",
            .sessions,
            \.heartbeatInterval,
            .duration(.seconds(1) ... .seconds(600)),
            help: "how often agents are to say that they are there"
        ),
        Setting(
            "silent_heartbeats",
            .sessions,
            \.toleratedSilentHeartbeatCount,
            .integer(1...100),
            help: "heartbeats that an agent may miss before it gets no routed calls",
            outcome: "calls by capability go to others"
        ),
        Setting(
            "session_expiry",
            .sessions,
            \.sessionExpiry,
            .duration(.seconds(1) ... .seconds(86_400)),
            help: "how long an agent may be silent before its session is over",
            outcome: "close 4002"
        ),
        Setting(
            "sweep_interval",
            .sessions,
            \.sweepInterval,
            .duration(.milliseconds(100) ... .seconds(600)),
            help: "how often expired sessions are looked for"
        ),
        Setting(
            "clock_tolerance",
            .sessions,
            \.maximumClockSkew,
            .duration(.seconds(1) ... .seconds(3_600)),
            help: "how far a message's time may be from the gateway's",
            outcome: "CLOCK_SKEW"
        ),
        Setting(
            "drain_time",
            .sessions,
            \.drainDuration,
            .duration(.seconds(0) ... .seconds(600)),
            help: "how long answers flow after the gateway was told to stop",
            outcome: "close 4000"
        ),
        Setting(
            "drain_spread",
            .sessions,
            \.drainSpread,
            .duration(.seconds(0) ... .seconds(3_600)),
            help: "over which time agents are told to come back after a drain"
        ),
    ]

    static let limits = [
        Setting(
            "max_connections",
            .limits,
            \.maximumConnectionCount,
            .integer(1...10_000_000),
            help: "connections in all",
            outcome: "503 RESOURCE_EXHAUSTED"
        ),
        Setting(
            "max_connections_per_address",
            .limits,
            \.maximumConnectionCountPerAddress,
            .integer(1...10_000_000),
            help: "connections from one IPv4 address or IPv6 /64",
            outcome: "503 RESOURCE_EXHAUSTED"
        ),
        Setting(
            "max_unauthenticated",
            .limits,
            \.maximumUnauthenticatedCount,
            .integer(1...10_000_000),
            help: "connections that have not registered",
            outcome: "503 RESOURCE_EXHAUSTED"
        ),
        Setting(
            "max_message",
            .limits,
            \.maximumMessageByteCount,
            .byteCount(1 << 10...64 << 20),
            help: "the longest message, inflated",
            outcome: "close 4507"
        ),
        Setting(
            "max_registration",
            .limits,
            \.maximumRegistrationByteCount,
            .byteCount(1 << 10...4 << 20),
            help: "the longest REGISTER",
            outcome: "close 4507"
        ),
        Setting(
            "max_capabilities",
            .limits,
            \.maximumCapabilityCount,
            .integer(0...1_000),
            help: "capabilities of one agent",
            outcome: "MALFORMED_MESSAGE and close 4500"
        ),
        Setting(
            "messages_per_second",
            .limits,
            \.messagesPerSecond,
            .integer(1...1_000_000),
            help: "messages that one agent may send in a second, lastingly",
            outcome: "RATE_LIMITED with retry_after_ms, then close 4004"
        ),
        Setting(
            "message_burst",
            .limits,
            \.messageBurst,
            .integer(1...10_000_000),
            help: "messages that one agent may send at once",
            outcome: "as messages_per_second"
        ),
        Setting(
            "bytes_per_second",
            .limits,
            \.bytesPerSecond,
            .byteCount(1 << 10...1 << 30),
            help: "bytes that one agent may send in a second, lastingly",
            outcome: "RATE_LIMITED with retry_after_ms, then close 4004"
        ),
        Setting(
            "byte_burst",
            .limits,
            \.byteBurst,
            .byteCount(1 << 10...1 << 30),
            help: "bytes that one agent may send at once",
            outcome: "as bytes_per_second"
        ),
        Setting(
            "max_refusals",
            .limits,
            \.maximumRefusalCount,
            .integer(1...10_000),
            help: "refused messages of one connection within refusal_window",
            outcome: "close 4503, or 4004 where its rate was the reason"
        ),
        Setting(
            "refusal_window",
            .limits,
            \.refusalInterval,
            .duration(.seconds(1) ... .seconds(600)),
            help: "the time in which max_refusals counts"
        ),
        Setting(
            "max_open_requests",
            .limits,
            \.maximumOpenRequestCount,
            .integer(1...1_000_000),
            help: "calls of one agent that are relayed and not answered",
            outcome: "RESOURCE_EXHAUSTED"
        ),
        Setting(
            "max_watches",
            .limits,
            \.maximumWatchCount,
            .integer(0...1_000),
            help: "watches of one agent",
            outcome: "RESOURCE_EXHAUSTED"
        ),
        Setting(
            "max_waiting",
            .limits,
            \.maximumWaitingByteCount,
            .byteCount(64 << 10...1 << 30),
            help: "bytes that may wait for one agent",
            outcome: "senders get RESOURCE_EXHAUSTED with retry_after_ms"
        ),
        Setting(
            "stall_timeout",
            .limits,
            \.stallTimeout,
            .duration(.seconds(1) ... .seconds(600)),
            help: "how long an agent's socket may take nothing while bytes wait",
            outcome: "close 4001, and the senders of what was lost are told"
        ),
        Setting(
            "replay_memory",
            .limits,
            \.replayMemoryByteCount,
            .byteCount(16 << 20...1 << 40),
            help: "memory for remembering the messages of the last minutes",
            outcome: "RESOURCE_EXHAUSTED for whoever uses most of it"
        ),
        Setting(
            "registry_memory",
            .limits,
            \.registryByteCount,
            .byteCount(1 << 20...1 << 40),
            help: "memory for what agents registered",
            outcome: "RESOURCE_EXHAUSTED and close 4004"
        ),
        Setting(
            "message_timeout",
            .limits,
            \.messageTimeout,
            .duration(.seconds(1) ... .seconds(600)),
            help: "how long a message that has begun may take to arrive",
            outcome: "the connection is closed"
        ),
        Setting(
            "close_timeout",
            .limits,
            \.closeTimeout,
            .duration(.milliseconds(100) ... .seconds(60)),
            help: "how long the other side may take to close as well",
            outcome: "the connection is cut"
        ),
    ]

    static let http = [
        Setting(
            "max_start_line",
            .http,
            \.maximumStartLineByteCount,
            .byteCount(256...64 << 10),
            help: "the longest first line of a request",
            outcome: "414"
        ),
        Setting(
            "max_head",
            .http,
            \.maximumHeadByteCount,
            .byteCount(1 << 10...64 << 10),
            help: "the longest head of a request",
            outcome: "431"
        ),
        Setting(
            "max_fields",
            .http,
            \.maximumFieldCount,
            .integer(8...1_000),
            help: "header fields of a request",
            outcome: "431"
        ),
        Setting(
            "max_body",
            .http,
            \.maximumBodyByteCount,
            .byteCount(0...64 << 20),
            help: "the longest body of a request",
            outcome: "413"
        ),
        Setting(
            "head_timeout",
            .http,
            \.headTimeout,
            .duration(.milliseconds(100) ... .seconds(600)),
            help: "how long the head of a request may take to arrive",
            outcome: "408"
        ),
        Setting(
            "body_timeout",
            .http,
            \.bodyTimeout,
            .duration(.milliseconds(100) ... .seconds(600)),
            help: "how long the body of a request may take to arrive",
            outcome: "408"
        ),
        Setting(
            "idle_timeout",
            .http,
            \.idleTimeout,
            .duration(.milliseconds(100) ... .seconds(3_600)),
            help: "how long a connection may stay between requests",
            outcome: "the connection is closed"
        ),
        Setting(
            "max_requests",
            .http,
            \.maximumRequestCount,
            .integer(1...1_000_000),
            help: "requests on one connection",
            outcome: "the last answer says Connection: close"
        ),
    ]
}
