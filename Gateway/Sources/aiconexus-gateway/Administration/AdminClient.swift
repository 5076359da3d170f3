// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway
internal import AIConexusProtocol
internal import AIConexusTransport
private import Foundation

/// Asks a running gateway, as an administrator.
struct AdminClient: Sendable {
    /// The gateway.
    let address: AdminAddress
    private let token: AccessToken?
    private let client: HTTPClient

    /// Runs `body` with a client as long as the call.
    ///
    /// - Parameters:
    ///   - arguments: of a command that has ``CommandOption/administration``.
    ///   - body: asks.
    /// - Returns: what `body` returns.
    /// - Throws: `UsageError`; `CommandError` for files that cannot be used; what `body` throws.
    static func with<Result>(
        _ arguments: ParsedArguments,
        _ body: (AdminClient) async throws -> Result
    ) async throws -> Result {
        let environment = ProcessInfo.processInfo.environment
        let address = try address(arguments, environment)
        let token = try AdminToken.find(arguments, environment: environment)
        let tls = try address.isSecure ? secureContext(arguments) : nil
        return try await EventLoop.with { loop in
            try await body(AdminClient(address: address, token: token, client: HTTPClient(on: loop, tls: tls)))
        }
    }

    private static func address(
        _ arguments: ParsedArguments,
        _ environment: [String: String]
    ) throws(UsageError) -> AdminAddress {
        let expected = "a URL like https://gateway.example.com"
        if let address = try arguments.value(ifGiven: .gateway, expected: expected, convert: AdminAddress.init) {
            return address
        }
        guard let text = environment[AdminAddress.variable], !text.isEmpty else { return .local }
        guard let address = AdminAddress(text) else {
            throw UsageError(command: arguments.command, "\(AdminAddress.variable) must be \(expected), not '\(text)'")
        }
        return address
    }

    private static func secureContext(_ arguments: ParsedArguments) throws(CommandError) -> TLSContext {
        var configuration = TLSConfiguration.client()
        configuration.rootFiles = [arguments.value(ifGiven: .authorityFile)].compactMap(\.self)
        do throws(TransportError) {
            return try TLSContext(configuration)
        } catch {
            throw CommandError(.failed, error.message, cause: error)
        }
    }

    /// Whether there is a token, so that more may be asked than everybody may.
    var hasToken: Bool { token != nil }

    /// Asks what everybody may ask.
    ///
    /// - Parameter path: with its slash, as in `/health`.
    /// - Returns: the answer.
    /// - Throws: `CommandError` that says what to do.
    func ask(publicly path: String) async throws -> JSONObject {
        try await send(.get, path, [], headers: [:])
    }

    /// Asks what only administrators may ask.
    ///
    /// - Parameters:
    ///   - path: behind `/admin/`, as in `agents`.
    ///   - method: what is to be done.
    ///   - query: names and values.
    /// - Returns: the answer.
    /// - Throws: `CommandError` that says what to do.
    func ask(
        _ path: String,
        _ method: HTTPMethod = .get,
        query: [(name: String, value: String)] = []
    ) async throws -> JSONObject {
        guard let token else { throw AdminFailure.noToken }
        return try await send(method, "/admin/\(path)", query, headers: [.authorization: "Bearer \(token.text)"])
    }

    private func send(
        _ method: HTTPMethod,
        _ path: String,
        _ query: [(name: String, value: String)],
        headers: HTTPHeaders
    ) async throws -> JSONObject {
        let response: HTTPResponse
        do {
            response = try await client.send(method, to: address.url(path, query: query), headers: headers)
        } catch {
            guard !(error is CancellationError) else { throw error }
            throw AdminFailure.unreachable(address, error)
        }
        guard let answer = try? JSONValue(parsing: response.body.span).object else {
            throw AdminFailure.noGateway(address, response.status)
        }
        guard response.status.code < 300 else { throw AdminFailure.refused(address, response.status, answer) }
        return answer
    }
}
