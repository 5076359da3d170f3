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
    /// The members of an envelope that version 1.0 gives a meaning.
    static let envelopeMembers: [WireName] = [
        .correlationID, .expires, .from, .id, .payload, .signature, .timestamp, .to, .trace, .type, .version,
    ]

    /// The name that stands at `range` of `bytes`, or `nil` when 1.0 knows none like it.
    static func find(in bytes: Span<UInt8>, _ range: Range<Int>) -> WireName? {
        WireNameTable.shared.find(WireNameKey(bytes, range))
    }

    /// The name as a JSON member name.
    var json: JSONName { JSONName(rawValue) }
}

/// The bytes of a name of at most 24 bytes as three words, so that names are compared without a loop.
private struct WireNameKey: Equatable {
    var first: UInt64 = 0
    var middle: UInt64 = 0
    var last: UInt64 = 0
    var byteCount: Int

    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        byteCount = range.count
        guard byteCount <= 24 else { return }
        guard byteCount > 8 else {
            first = Self.shortWord(bytes, range)
            return
        }
        first = bytes.word(at: range.lowerBound)
        last = bytes.word(at: range.upperBound - 8)
        middle = byteCount > 16 ? bytes.word(at: range.lowerBound + 8) : 0
    }

    private static func shortWord(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        guard range.lowerBound + 8 > bytes.count else {
            let unused = UInt64(64 - 8 * range.count)
            return unused == 64 ? 0 : (bytes.word(at: range.lowerBound) << unused) >> unused
        }
        var word: UInt64 = 0
        for index in range.reversed() { word = word << 8 | UInt64(bytes[index]) }
        return word
    }

    var slot: Int {
        let mixed = (first ^ last &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(byteCount)) &* 0xD6E8_FEB8_6659_FD93
        return Int(mixed >> 56)
    }
}

/// An open-addressed table of the known names, 256 places for fewer than a hundred of them.
private struct WireNameTable: Sendable {
    static let shared = WireNameTable()

    private var entries: [(key: WireNameKey, name: WireName)?]

    private init() {
        entries = Array(repeating: nil, count: 256)
        for name in WireName.allCases {
            let text = Array(name.rawValue.utf8)
            let key = WireNameKey(text.span, 0..<text.count)
            var slot = key.slot
            while entries[slot] != nil { slot = (slot + 1) & 255 }
            entries[slot] = (key, name)
        }
    }

    func find(_ key: WireNameKey) -> WireName? {
        var slot = key.slot
        while let entry = entries[slot] {
            if entry.key == key { return entry.name }
            slot = (slot + 1) & 255
        }
        return nil
    }
}
