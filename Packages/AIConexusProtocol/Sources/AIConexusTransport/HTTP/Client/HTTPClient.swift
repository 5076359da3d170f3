// SPDX-License-Identifier: MIT

/// A small HTTP client: each request on a connection of its own, through the connector's proxies.
///
/// Make one per purpose and keep it as long as its loop; it holds no connections. Cancelling a task gives its request
/// up. Redirects are answers like others and are not followed.
///
/// ```swift
/// let client = HTTPClient(on: loop)
/// let response = try await client.send(.get, to: url)
/// ```
public struct HTTPClient: Sendable {
    private let loop: EventLoop
    private let connector: Connector
    private let tls: TLSContext?
    private let configuration: HTTPConfiguration

    /// Creates a client.
    ///
    /// - Parameters:
    ///   - loop: the loop that the connections belong to.
    ///   - connector: how hosts are reached.
    ///   - tls: a client's context; without one secure addresses are refused.
    ///   - configuration: the limits; a stream's body is not limited.
    public init(
        on loop: EventLoop,
        connector: Connector = Connector(),
        tls: TLSContext? = nil,
        configuration: HTTPConfiguration = HTTPConfiguration()
    ) {
        self.loop = loop
        self.connector = connector
        self.tls = tls
        self.configuration = configuration
    }

    /// Sends a request and waits for the whole response.
    ///
    /// - Parameters:
    ///   - method: what is to be done.
    ///   - url: where.
    ///   - headers: without `Host` and what frames the body.
    ///   - body: empty for none.
    /// - Returns: the response, whatever its status.
    /// - Throws: ``TransportError``, ``HTTPError`` or `CancellationError`.
    public func send(
        _ method: HTTPMethod,
        to url: ServerURL,
        headers: HTTPHeaders = [:],
        body: [UInt8] = []
    ) async throws -> HTTPResponse {
        try await withResponse(method, to: url, headers: headers, body: body, configuration) { status, headers, parts in
            var response = HTTPResponse(status, headers: headers)
            for try await part in parts { response.body.append(contentsOf: part) }
            return response
        }
    }

    /// Sends a request and reads the response's body in parts, as they come.
    ///
    /// - Parameters:
    ///   - method: what is to be done.
    ///   - url: where.
    ///   - headers: without `Host` and what frames the body.
    ///   - body: empty for none.
    ///   - read: reads the parts, which are valid until it returns; what it leaves is given up.
    /// - Returns: what `read` returns.
    /// - Throws: ``TransportError``, ``HTTPError``, `CancellationError`, or what `read` throws.
    public func stream<Result>(
        _ method: HTTPMethod,
        to url: ServerURL,
        headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        _ read: (HTTPStatus, HTTPHeaders, HTTPBodyParts) async throws -> Result
    ) async throws -> Result {
        var unlimited = configuration
        unlimited.maximumBodyByteCount = .max
        return try await withResponse(method, to: url, headers: headers, body: body, unlimited, read)
    }

    private func withResponse<Result>(
        _ method: HTTPMethod,
        to url: ServerURL,
        headers: HTTPHeaders,
        body: [UInt8],
        _ configuration: HTTPConfiguration,
        _ read: (HTTPStatus, HTTPHeaders, HTTPBodyParts) async throws -> Result
    ) async throws -> Result {
        guard !url.isSecure || tls != nil else {
            throw TransportError(.invalidArgument, "a secure address needs a TLS context")
        }
        var fields: HTTPHeaders = [.host: url.hostField]
        for field in headers.fields { fields.append(field.name, field.value) }
        let request = HTTPRequest(method, url.target, headers: fields, body: body)
        let exchange = HTTPClientExchange(on: loop)
        let context = url.isSecure ? tls : nil
        try await exchange.start(request, to: url, through: connector, tls: context, configuration: configuration)
        do {
            guard case .head(let status, let headers) = try await exchange.next() else {
                preconditionFailure("a response begins with its head")
            }
            let result = try await read(status, headers, HTTPBodyParts(exchange))
            await exchange.cancel()
            return result
        } catch {
            await exchange.cancel()
            throw error
        }
    }
}
