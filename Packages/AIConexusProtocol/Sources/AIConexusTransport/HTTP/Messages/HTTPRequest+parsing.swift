// SPDX-License-Identifier: MIT

extension HTTPRequest {
    /// A request without its body, judged.
    ///
    /// - Throws: `.malformed` for a target of no known form, a missing, repeated or impossible `Host`, or an absolute
    ///   form of another host (RFC 9112 §3.2).
    init(_ head: HTTPHead) throws(HTTPError) {
        guard let method = HTTPMethod(head.method) else { throw .malformed("method is not a token") }
        guard let target = HTTPTarget(head.target) else { throw .malformed("target has no known form") }
        guard target.path != "*" || method == .options else { throw .malformed("target * is for OPTIONS") }
        let hosts = head.headers.values(.host)
        guard hosts.count == 1 || hosts.isEmpty && head.version == .http10 else {
            throw .malformed(hosts.isEmpty ? "Host is missing" : "more than one Host")
        }
        if let host = hosts.first {
            guard Self.isHost(host) else { throw .malformed("Host is not a host") }
            if let authority = target.authority, authority.lowercased() != host.lowercased() {
                throw .malformed("Host differs from the target")
            }
        }
        self.init(method, target, version: head.version, headers: head.headers)
    }

    /// Whether `text` could be a name or address with an optional port; it is not resolved here.
    private static func isHost(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"): true
                case UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"): true
                case UInt8(ascii: "~"), UInt8(ascii: "%"): true
                default: false
                }
            }
    }
}
