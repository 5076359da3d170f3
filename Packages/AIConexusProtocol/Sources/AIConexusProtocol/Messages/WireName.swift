// SPDX-License-Identifier: MIT

/// Every member name that version 1.0 gives a meaning, in envelopes, payloads and the closed objects inside them.
enum WireName: String, CaseIterable, Sendable {
    case agent, amount, annotations, args, attempt, audience, box, candidate, capabilities, capability
    case clientNonce = "client_nonce"
    case code, concurrency, context, contract
    case correlationID = "correlation_id"
    case cost, credential, currency, description, details, epoch, error
    case executionTimeMilliseconds = "execution_time_ms"
    case expires, fence, from
    case fromKex = "from_kex"
    case heartbeatMilliseconds = "heartbeat_ms"
    case iceServers = "ice_servers"
    case id
    case idempotencyKey = "idempotency_key"
    case idleMilliseconds = "idle_ms"
    case inputSchema = "input_schema"
    case instance, kex, limits, load
    case maximumMessageBytes = "max_message_bytes"
    case message
    case messagesPerSecond = "messages_per_second"
    case name, nonce, origin
    case outputSchema = "output_schema"
    case params, parent, payload
    case publicKey = "public_key"
    case query, reason
    case reconnectAfterMilliseconds = "reconnect_after_ms"
    case requiredInput = "required_input"
    case result
    case retryAfterMilliseconds = "retry_after_ms"
    case retryable, sdp
    case sdpMediaID = "sdp_mid"
    case sdpMediaLineIndex = "sdp_mline_index"
    case sealed, semantics, sequence, session, signature, slots, status, stream
    case streamURL = "stream_url"
    case streaming, tags, task
    case timeoutMilliseconds = "timeout_ms"
    case timestamp, to
    case toKex = "to_kex"
    case trace, traceparent, tracestate, type, url, urls, username, version, window
}

extension WireName {
    private static let table = NameTable(allCases, name: \.rawValue)

    /// The members of an envelope that version 1.0 gives a meaning.
    static let envelopeMembers: [WireName] = [
        .correlationID, .expires, .from, .id, .payload, .signature, .timestamp, .to, .trace, .type, .version,
    ]

    /// The wire's meaning of `name`, or `nil` when 1.0 knows none.
    static func find(_ name: CanonicalName, in bytes: Span<UInt8>) -> WireName? {
        table.find(name, in: bytes)
    }

    /// The name as a JSON member name.
    var json: JSONName { JSONName(rawValue) }
}
