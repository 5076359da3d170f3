// SPDX-License-Identifier: MIT

@testable import AIConexusTransport

/// Answers from a table; a host that is not in it never gets an answer.
final class ScriptedResolver: HostResolver {
    private let table: [String: Result<[IPAddress], TransportError>]

    init(_ table: [String: Result<[IPAddress], TransportError>] = [:]) {
        self.table = table
    }

    func resolve(_ lookup: HostLookup) {
        guard let result = table[lookup.host] else { return }
        lookup.finish(result.map { $0.map { SocketAddress($0, port: lookup.port) } })
    }
}
