// SPDX-License-Identifier: MIT

public import AIConexusProtocol
internal import AIConexusTransport

extension Agent {
    /// Offers a capability whose arguments and result are JSON, for those who know their types only at run time.
    ///
    /// - Parameters:
    ///   - descriptor: what is published; `concurrency` counts as 16 where it is absent. Arguments that do not fit
    ///     `input_schema` are refused before the handler runs.
    ///   - handler: answers a call, in a task of its own.
    /// - Throws: ``AgentError`` `tooManyCapabilities`, or `invalidCapability` for a schema that cannot be used.
    public nonisolated func serve(
        _ descriptor: CapabilityDescriptor,
        _ handler: @escaping @Sendable (JSONObject, CallContext) async throws -> JSONValue
    ) throws(AgentError) {
        try add(descriptor) { args, context in try await handler(args, context) }
    }

    /// Offers a streaming capability whose arguments and parts are JSON.
    ///
    /// A caller that asks for one answer gets the parts as a list.
    ///
    /// - Parameters:
    ///   - descriptor: what is published, as for ``serve(_:_:)``.
    ///   - handler: answers a call part by part, in a task of its own.
    /// - Throws: as ``serve(_:_:)``.
    public nonisolated func serveStream(
        _ descriptor: CapabilityDescriptor,
        _ handler: @escaping @Sendable (JSONObject, CallContext, PartWriter<JSONValue>) async throws -> Void
    ) throws(AgentError) {
        var descriptor = descriptor
        descriptor.streaming = true
        try add(descriptor) { args, context in
            try await Self.collect(context) { target in
                try await handler(args, context, PartWriter(target) { $0 })
            }
        }
    }

    /// Offers a capability no longer; calls that are running go on.
    ///
    /// - Parameter id: the capability's id.
    /// - Returns: whether there was one.
    @discardableResult
    public nonisolated func withdraw(_ id: String) -> Bool {
        guard let id = CapabilityID(id), registry.remove(id) else { return false }
        republish()
        return true
    }

    /// Runs a streaming handler, for a stream or for a list.
    static func collect(
        _ context: CallContext,
        _ body: (PartTarget) async throws -> Void
    ) async throws -> JSONValue {
        if context.parts.isStream {
            try await body(.stream(context.parts))
            return .null
        }
        let list = PartList()
        try await body(.list(list))
        return list.value
    }

    /// Adds a capability and tells the gateway, if there is a session.
    nonisolated func add(
        _ descriptor: CapabilityDescriptor,
        _ run: @escaping @Sendable (JSONObject, CallContext) async throws -> JSONValue
    ) throws(AgentError) {
        var descriptor = descriptor
        let concurrency = descriptor.concurrency ?? CapabilityOptions().concurrency
        guard concurrency >= 1 else { throw AgentError(.invalidCapability, "concurrency is 1 or more") }
        descriptor.concurrency = concurrency
        let validator = try Self.validator(descriptor)
        try registry.add(
            ServedCapability(descriptor: descriptor, concurrency: concurrency) { args, context in
                try Self.check(args, validator)
                return try await run(args, context)
            }
        )
        republish()
    }

    private static func validator(_ descriptor: CapabilityDescriptor) throws(AgentError) -> JSONSchemaValidator? {
        guard let schema = descriptor.inputSchema else { return nil }
        do throws(JSONSchemaError) {
            return try JSONSchemaValidator(JSONSchema(schema))
        } catch {
            throw AgentError(.invalidCapability, "the input schema of '\(descriptor.id)' cannot be used: \(error)")
        }
    }

    private static func check(_ args: JSONObject, _ validator: JSONSchemaValidator?) throws(InvalidArguments) {
        do throws(JSONSchemaViolation) {
            try validator?.validate(.object(args))
        } catch {
            throw InvalidArguments(pointer: error.pointer, message: error.message)
        }
    }

    private nonisolated func republish() {
        loop.execute { [weak self] in self?.assumeIsolated { $0.core.connection.describeAgain() } }
    }
}
