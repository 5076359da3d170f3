// SPDX-License-Identifier: MIT

internal import AIConexusTransport

/// Where a running gateway is asked, as in `http://127.0.0.1:8000`.
///
/// The address that agents use, as in `wss://gateway.example.com/ws`, means the same: `ws` is read as `http`, and the
/// path of agents is left out.
struct AdminAddress: Hashable, Sendable {
    /// A gateway with the default settings on this machine.
    static let local = AdminAddress(known: "http://127.0.0.1:8000")

    /// The variable that names the gateway for programs which are not told otherwise, agents among them.
    static let variable = "AICONEXUS_GATEWAY"

    /// Scheme, host and port, and the path under which a proxy offers the gateway.
    private let root: String
    /// Whether TLS is spoken.
    let isSecure: Bool

    /// The address written as `text`, or `nil`.
    init?(_ text: String) {
        guard let url = ServerURL(text), !text.contains("?") else { return nil }
        var path = Substring(url.target.path)
        if path.hasSuffix("/ws") { path = path.dropLast(3) }
        while path.last == "/" { path = path.dropLast() }
        isSecure = url.isSecure
        root = "\(url.isSecure ? "https" : "http")://\(url.hostField)\(path)"
    }

    private init(known text: String) {
        guard let address = AdminAddress(text) else { preconditionFailure("not a URL") }
        self = address
    }

    /// The URL of a path of the gateway's.
    ///
    /// - Parameters:
    ///   - path: with its slash, as in `/admin/agents`.
    ///   - query: names and values, of any characters.
    /// - Returns: the URL.
    func url(_ path: String, query: [(name: String, value: String)] = []) -> ServerURL {
        let pairs = query.map { "\($0.name)=\(Self.encoded($0.value))" }
        let text = root + path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
        guard let url = ServerURL(text) else { preconditionFailure("\(path) is no path of a gateway") }
        return url
    }

    /// All but the unreserved characters in percent signs (RFC 3986 §2).
    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { encoded, byte in
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
                encoded.append(character)
            } else {
                encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}

extension AdminAddress: CustomStringConvertible {
    /// The address without the paths of agents.
    var description: String { root }
}
