// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

extension ServerLoop {
    /// Answers an administrator: nothing is administered over HTTP, so there is nothing at any of its paths.
    func administer(_ order: AdminRequest, _ exchange: HTTPExchange) {
        respond(.nothingHere, to: exchange, for: .admin)
    }
}
