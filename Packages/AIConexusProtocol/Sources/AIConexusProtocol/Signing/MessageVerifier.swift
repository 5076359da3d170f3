// SPDX-License-Identifier: MIT

/// Decides whether received bytes are a message that may be acted on.
///
/// The checks are those of PROTOCOL_DESIGN, "Signatures and checks", cheapest first: size, JSON, the envelope's
/// members, version, DIDs, `from` and `to`, `expires` and freshness, payload, signature, replay. Only verified messages
/// enter the memory of those seen. A verifier belongs to one thread or one lock; it draws no time itself.
public struct MessageVerifier: ~Copyable {
    /// What a verifier insists on.
    public struct Configuration: Sendable {
        /// What a text may ask of its reader.
        public var limits: JSONLimits
        /// How far `timestamp` may be from the receiver's clock, either way.
        public var maximumClockSkew: Duration
        /// Who the receiver is, `nil` for a relay.
        ///
        /// A message to anybody else is refused.
        public var recipient: DID?
        /// Since when the memory of seen messages has been kept; older messages are refused.
        ///
        /// `nil` inside a session whose registration proved freshness by a nonce.
        public var remembersSince: Timestamp?

        /// Creates a configuration; the defaults are those of the protocol.
        public init(
            limits: JSONLimits = .standard,
            maximumClockSkew: Duration = .seconds(120),
            recipient: DID? = nil,
            remembersSince: Timestamp? = nil
        ) {
            self.limits = limits
            self.maximumClockSkew = maximumClockSkew
            self.recipient = recipient
            self.remembersSince = remembersSince
        }
    }

    /// Which times are checked.
    public enum Freshness: Sendable {
        /// `timestamp` and `expires`, as for every message that arrives; the message is then remembered.
        case required
        /// `expires` alone, which must be there and at most ``longestOriginLifetime`` after `timestamp`: an `origin`.
        ///
        /// Nothing is remembered.
        case origin
        /// Neither, as for a stored registration; nothing is remembered.
        case ignored

        /// How long a request may be carried out on somebody's behalf.
        public static let longestOriginLifetime = Duration.seconds(7 * 86_400)
    }

    /// What the verifier insists on.
    public let configuration: Configuration
    private let signatures: any SignatureVerifier
    private var seen: ReplayWindow?
    private var knownKeys: CheckedKeys
    private var signedBytes: [UInt8] = []

    /// Creates a verifier.
    ///
    /// - Parameters:
    ///   - configuration: what it insists on.
    ///   - seen: the memory of seen messages, with its bounds; `nil` when the caller keeps it and uses
    ///     ``ReplayWindow/remember(_:now:)`` itself, as several verifiers with one memory do.
    ///   - signatures: who verifies signatures.
    public init(
        configuration: Configuration = Configuration(),
        seen: consuming ReplayWindow?,
        signatures: any SignatureVerifier = SodiumVerifier()
    ) {
        if let windowSeconds = seen?.limits.windowSeconds {
            precondition(
                configuration.maximumClockSkew <= .seconds(windowSeconds),
                "messages would be fresh for longer than they are remembered"
            )
        }
        self.seen = seen
        self.configuration = configuration
        self.signatures = signatures
        knownKeys = CheckedKeys()
    }

    /// Checks one message.
    ///
    /// - Parameters:
    ///   - bytes: the text as it was received.
    ///   - now: the receiver's time.
    ///   - session: the DID that the connection has proved; a message from anybody else is refused.
    ///   - freshness: which times are checked.
    /// - Returns: what a reader needs of the message.
    /// - Throws: `PAYLOAD_TOO_LARGE`, `MALFORMED_MESSAGE`, `UNSUPPORTED_VERSION`, `IDENTITY_MISMATCH`, `TIMEOUT`,
    ///   `CLOCK_SKEW`, `INVALID_SIGNATURE`, `REPLAY_DETECTED` or `RESOURCE_EXHAUSTED`.
    public mutating func verify(
        _ bytes: Span<UInt8>,
        now: Timestamp,
        session: DID? = nil,
        freshness: Freshness = .required
    ) throws(ProtocolError) -> EnvelopeView {
        let view = try EnvelopeView(scanning: bytes, limits: configuration.limits)
        try checkPoint(of: view.from, at: "/from")
        try checkPoint(of: view.to, at: "/to")
        try checkParties(of: view, session: session)
        try checkTimes(of: view, now: now, freshness: freshness)
        try view.checkPayload()
        try checkSignature(of: view, in: bytes)
        if case .required = freshness { try seen?.remember(view, now: now) }
        return view
    }

    private mutating func checkPoint(of did: DID, at pointer: String) throws(ProtocolError) {
        guard !knownKeys.contains(did.publicKey) else { return }
        do throws(DIDError) {
            try did.validate()
        } catch {
            throw ProtocolError(.malformedMessage, error.message, pointer: pointer)
        }
        knownKeys.insert(did.publicKey)
    }

    private func checkParties(of view: EnvelopeView, session: DID?) throws(ProtocolError) {
        if let session, view.from != session {
            throw ProtocolError(.identityMismatch, "this session belongs to \(session)", pointer: "/from")
        }
        if let recipient = configuration.recipient, view.to != recipient {
            throw ProtocolError(.identityMismatch, "the receiver is \(recipient)", pointer: "/to")
        }
    }

    private func checkTimes(of view: EnvelopeView, now: Timestamp, freshness: Freshness) throws(ProtocolError) {
        if case .ignored = freshness { return }
        if let expires = view.expires, expires < now {
            throw ProtocolError(.timeout, "the message expired at \(expires)", pointer: "/expires")
        }
        if case .origin = freshness { return try checkLifetime(of: view) }
        let age = now.duration(since: view.timestamp)
        let bound = configuration.maximumClockSkew
        guard age <= bound, age >= .zero - bound else {
            throw ProtocolError(
                .clockSkew,
                "sent at \(view.timestamp), received at \(now): more than \(bound.components.seconds) s apart",
                pointer: "/timestamp"
            )
        }
        if let start = configuration.remembersSince, view.timestamp < start {
            throw ProtocolError(.clockSkew, "older than the receiver's start at \(start)", pointer: "/timestamp")
        }
    }

    private func checkLifetime(of view: EnvelopeView) throws(ProtocolError) {
        let longest = Freshness.longestOriginLifetime
        guard let expires = view.expires, expires.duration(since: view.timestamp) <= longest else {
            throw ProtocolError(
                .malformedMessage,
                "an origin needs expires, at most \(longest.components.seconds) s after its timestamp",
                pointer: "/expires"
            )
        }
    }

    private mutating func checkSignature(of view: EnvelopeView, in bytes: Span<UInt8>) throws(ProtocolError) {
        signedBytes.removeAll(keepingCapacity: true)
        view.appendSignedBytes(of: bytes, to: &signedBytes)
        guard signatures.verifies(view.signature, of: signedBytes.span, by: view.from.publicKey) else {
            throw ProtocolError(.invalidSignature, "the signature is not the sender's", pointer: "/signature")
        }
    }
}
