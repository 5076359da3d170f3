// SPDX-License-Identifier: MIT

/// What both sides agreed on for permessage-deflate.
///
/// Source: RFC 7692 §7.1.
public struct WebSocketCompressionAgreement: Hashable, Sendable {
    /// The extension's name in `Sec-WebSocket-Extensions`.
    static let extensionName = "permessage-deflate"

    /// Whether the server starts each message with an empty window.
    public var serverResetsContext: Bool
    /// Whether the client starts each message with an empty window.
    public var clientResetsContext: Bool
    /// Base-two logarithm of the window of what the server compresses, 8…15.
    public var serverWindowBits: Int
    /// Base-two logarithm of the window of what the client compresses, 8…15.
    public var clientWindowBits: Int
}

// MARK: - The server's side

extension WebSocketCompressionAgreement {
    /// Answers the first of a client's offers that can be met.
    ///
    /// - Parameters:
    ///   - offers: the extensions that the client named, in its order.
    ///   - configuration: what the server wants.
    /// - Returns: the agreement and the text of the answering header field, or `nil` to do without compression.
    static func accepting(
        _ offers: [WebSocketExtension],
        _ configuration: WebSocketCompressionConfiguration
    ) -> (agreement: WebSocketCompressionAgreement, answer: String)? {
        for offer in offers where offer.name == extensionName {
            guard let terms = WebSocketCompressionTerms(offer, from: .client) else { continue }
            if let accepted = accepting(terms, configuration) { return accepted }
        }
        return nil
    }

    private static func accepting(
        _ offer: WebSocketCompressionTerms,
        _ configuration: WebSocketCompressionConfiguration
    ) -> (agreement: WebSocketCompressionAgreement, answer: String)? {
        let serverBits = min(configuration.ownWindowBits, offer.serverWindowBits ?? 15)
        guard WebSocketCompressionConfiguration.ownWindowBitsRange.contains(serverBits) else { return nil }
        // The client's window may only be limited if it said that it understands the parameter.
        let limitsClient = offer.allowsClientWindowBits && configuration.peerWindowBits < 15
        let clientBits = min(limitsClient ? configuration.peerWindowBits : 15, offer.clientWindowBits ?? 15)
        let agreement = WebSocketCompressionAgreement(
            serverResetsContext: offer.serverResetsContext || !configuration.keepsOwnContext,
            clientResetsContext: offer.clientResetsContext || !configuration.keepsPeerContext,
            serverWindowBits: serverBits,
            clientWindowBits: clientBits
        )
        var answer = extensionName
        if agreement.serverResetsContext { answer += "; server_no_context_takeover" }
        if agreement.clientResetsContext { answer += "; client_no_context_takeover" }
        if serverBits < 15 || offer.serverWindowBits != nil { answer += "; server_max_window_bits=\(serverBits)" }
        if limitsClient { answer += "; client_max_window_bits=\(clientBits)" }
        return (agreement, answer)
    }
}

// MARK: - The client's side

extension WebSocketCompressionAgreement {
    /// The text of the header field with which a client offers compression.
    static func offer(_ configuration: WebSocketCompressionConfiguration) -> String {
        var offer = extensionName
        if !configuration.keepsPeerContext { offer += "; server_no_context_takeover" }
        if !configuration.keepsOwnContext { offer += "; client_no_context_takeover" }
        if configuration.peerWindowBits < 15 { offer += "; server_max_window_bits=\(configuration.peerWindowBits)" }
        offer += "; client_max_window_bits"
        if configuration.ownWindowBits < 15 { offer += "=\(configuration.ownWindowBits)" }
        return offer
    }

    /// What a server's answer to ``offer(_:)`` means, or `nil` when it answers something that was not offered.
    static func answered(
        _ answer: WebSocketExtension,
        _ configuration: WebSocketCompressionConfiguration
    ) -> WebSocketCompressionAgreement? {
        guard answer.name == extensionName, let terms = WebSocketCompressionTerms(answer, from: .server) else {
            return nil
        }
        // RFC 7692 §7.1.1.1 and §7.1.2.1: a server that accepts these parts of an offer repeats them.
        guard terms.serverResetsContext || configuration.keepsPeerContext else { return nil }
        if configuration.peerWindowBits < 15 {
            guard let bits = terms.serverWindowBits, bits <= configuration.peerWindowBits else { return nil }
        }
        let clientBits = min(configuration.ownWindowBits, terms.clientWindowBits ?? 15)
        guard WebSocketCompressionConfiguration.ownWindowBitsRange.contains(clientBits) else { return nil }
        return WebSocketCompressionAgreement(
            serverResetsContext: terms.serverResetsContext,
            // A client may reset its own context even if the server does not ask for it (RFC 7692 §7.1.1.2).
            clientResetsContext: terms.clientResetsContext || !configuration.keepsOwnContext,
            serverWindowBits: terms.serverWindowBits ?? 15,
            clientWindowBits: clientBits
        )
    }
}
