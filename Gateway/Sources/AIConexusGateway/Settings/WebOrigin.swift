// SPDX-License-Identifier: MIT

/// The origin of web pages, as browsers write it: `https://example.com` or `http://localhost:3000` (RFC 6454 §6.2).
package struct WebOrigin: Hashable, Sendable {
    private let url: PublicURL

    /// The origin written as `text`, or `nil`.
    package init?(_ text: String) {
        guard let url = PublicURL(text), url.path.isEmpty, ["http", "https"].contains(url.scheme) else { return nil }
        self.url = url
    }

    /// The origin of pages under an address of the gateway.
    package init(_ address: PublicURL) {
        url = address.origin
    }
}

extension WebOrigin: CustomStringConvertible {
    /// The origin; the scheme's usual port is left out.
    package var description: String { url.description }
}
