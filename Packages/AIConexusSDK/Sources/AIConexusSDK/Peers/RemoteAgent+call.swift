// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension RemoteAgent {
    /// Calls a capability.
    ///
    /// ```swift
    /// let answer: Text = try await remote.call("text.upper", Text(text: "hello"))
    /// ```
    ///
    /// - Parameters:
    ///   - capability: its id.
    ///   - input: the arguments: a struct or a dictionary.
    ///   - returning: the result's type.
    ///   - timeout: the longest time for everything, retries included; 60 s unless said.
    ///   - options: how the call is made otherwise.
    /// - Returns: the result.
    /// - Throws: ``CallError``; `CancellationError` when the task was cancelled, after which the agent is told.
    public func call<Output: Decodable & Sendable>(
        _ capability: String,
        _ input: some Encodable & Sendable = Nothing(),
        returning: Output.Type = Output.self,
        timeout: Duration? = nil,
        options: CallOptions = CallOptions()
    ) async throws -> Output {
        try await callForResult(capability, input, returning: returning, timeout: timeout, options: options).output
    }

    /// Calls a capability, and tells how it went as well.
    ///
    /// - Parameters:
    ///   - capability: its id.
    ///   - input: the arguments: a struct or a dictionary.
    ///   - returning: the result's type.
    ///   - timeout: the longest time for everything, retries included; 60 s unless said.
    ///   - options: how the call is made otherwise.
    ///   - onProgress: hears how far the work is, when the agent says so; called on the agent's loop, in order.
    /// - Returns: the result, with path and times.
    /// - Throws: as ``call(_:_:returning:timeout:options:)``.
    public func callForResult<Output: Decodable & Sendable>(
        _ capability: String,
        _ input: some Encodable & Sendable = Nothing(),
        returning: Output.Type = Output.self,
        timeout: Duration? = nil,
        options: CallOptions = CallOptions(),
        onProgress: (@Sendable (CallProgress) -> Void)? = nil
    ) async throws -> CallResult<Output> {
        var options = options
        if let timeout { options.timeout = timeout }
        let args = try Self.encode(input)
        return try await request(capability, args, options: options, onProgress: onProgress).map(Self.decode)
    }

    /// Calls a capability that answers in parts.
    ///
    /// ```swift
    /// for try await number in try remote.stream("count", Range(from: 1, to: 10), of: Int.self) { print(number) }
    /// ```
    ///
    /// - Parameters:
    ///   - capability: its id.
    ///   - input: the arguments: a struct or a dictionary.
    ///   - part: the type of the parts.
    ///   - options: how the call is made; streams are not retried.
    /// - Returns: the parts, in order and without gaps; the call begins with the first one that is asked for.
    /// - Throws: ``CallError`` `invalidInput`.
    public func stream<Part: Decodable & Sendable>(
        _ capability: String,
        _ input: some Encodable & Sendable = Nothing(),
        of part: Part.Type = Part.self,
        options: CallOptions = CallOptions()
    ) throws(CallError) -> CallStream<Part> {
        let plan = CallPlan(
            callee: did,
            capability: capability,
            args: try Self.encode(input),
            isStream: true,
            options: options
        )
        return CallStream(agent, plan, decode: Self.decode)
    }

    private static func encode(_ input: some Encodable) throws(CallError) -> JSONObject {
        do throws(JSONCodingError) {
            let value = try JSONValueEncoder().encode(input)
            guard let object = value.object else {
                throw JSONCodingError("arguments are an object; this is \(value.kindPhrase)", pointer: "")
            }
            return object
        } catch {
            throw CallError(.invalidInput, error.description, cause: error)
        }
    }

    private static func decode<Output: Decodable>(_ value: JSONValue) throws -> Output {
        do throws(JSONCodingError) {
            return try JSONValueDecoder().decode(Output.self, from: value)
        } catch {
            throw CallError(.unreadableOutput, "the answer is no \(Output.self): \(error)", cause: error)
        }
    }
}
