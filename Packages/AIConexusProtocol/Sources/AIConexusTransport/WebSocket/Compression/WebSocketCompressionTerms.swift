// SPDX-License-Identifier: MIT

/// The parameters of one `permessage-deflate` offer or answer, checked.
///
/// Source: RFC 7692 §7.1; a name that is unknown or comes twice, or a value that is missing, not wanted or out of
/// range, makes the whole offer or answer void.
struct WebSocketCompressionTerms: Equatable, Sendable {
    var serverResetsContext = false
    var clientResetsContext = false
    /// The limit of the server's window, 8…15, if one was named.
    var serverWindowBits: Int?
    /// The limit of the client's window, 8…15, if one was named.
    var clientWindowBits: Int?
    /// Whether `client_max_window_bits` appeared, with or without a value.
    var allowsClientWindowBits = false

    /// Reads the parameters.
    ///
    /// - Parameters:
    ///   - text: the extension as it was written.
    ///   - author: only a client may leave the value of `client_max_window_bits` open.
    init?(_ text: WebSocketExtension, from author: WebSocketRole) {
        var seen: Set<String> = []
        for parameter in text.parameters {
            guard seen.insert(parameter.name).inserted else { return nil }
            switch (parameter.name, parameter.value) {
            case ("server_no_context_takeover", nil): serverResetsContext = true
            case ("client_no_context_takeover", nil): clientResetsContext = true
            case ("server_max_window_bits", let value?):
                guard let bits = Self.windowBits(value) else { return nil }
                serverWindowBits = bits
            case ("client_max_window_bits", let value?):
                guard let bits = Self.windowBits(value) else { return nil }
                clientWindowBits = bits
                allowsClientWindowBits = true
            case ("client_max_window_bits", nil) where author == .client: allowsClientWindowBits = true
            default: return nil
            }
        }
    }

    /// A decimal number 8…15 without leading zero (RFC 7692 §7.1.2).
    private static func windowBits(_ text: String) -> Int? {
        guard let bits = Int(text), (8...15).contains(bits), text == String(bits) else { return nil }
        return bits
    }
}
