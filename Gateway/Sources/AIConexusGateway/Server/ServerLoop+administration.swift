// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

extension ServerLoop {
    /// Does what an administrator asks for.
    func administer(_ order: AdminRequest, _ exchange: HTTPExchange) {
        respond(.nothingHere, to: exchange, for: .admin)
    }
}
