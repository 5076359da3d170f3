// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// A result of nothing: what a capability gives that is called for its effect, and the input of one that needs none.
public struct Nothing: Codable, Hashable, Sendable {
    /// Nothing.
    public init() {}

    /// Reads anything as nothing.
    public init(from decoder: any Decoder) {}

    /// Writes `{}`.
    public func encode(to encoder: any Encoder) {
        _ = encoder.container(keyedBy: JSONKey.self)
    }
}

extension Nothing: CapabilitySchema {
    /// Any object.
    public static var jsonSchema: JSONSchema { .openObject }
    /// `{}`.
    public static var jsonExample: JSONValue { [:] }
}

extension Agent {
    /// Offers a capability.
    ///
    /// Its schemas are derived from the types. Arguments that do not fit are refused with `INVALID_ARGUMENTS` and the
    /// place of the fault before the handler runs. May be called before and while the agent is connected; a capability
    /// of the same id is replaced.
    ///
    /// - Parameters:
    ///   - id: its name, as in `text.upper`.
    ///   - description: what it does, for people and for models that choose.
    ///   - options: what else is published, and how many calls run at a time.
    ///   - handler: answers a call, in a task of its own. A ``HandlerError`` that it throws reaches the caller with its
    ///     code; anything else only as `AGENT_ERROR`.
    /// - Throws: ``AgentError`` `invalidCapability`, `undescribableType`, `tooManyCapabilities`.
    public nonisolated func serve<Input: Decodable & Sendable, Output: Codable & Sendable>(
        _ id: String,
        _ description: String = "",
        options: CapabilityOptions = CapabilityOptions(),
        _ handler: @escaping @Sendable (_ input: Input, _ context: CallContext) async throws -> Output
    ) throws(AgentError) {
        let descriptor = try Self.descriptor(id, description, options, Input.self, Output.self)
        try add(descriptor) { args, context in
            try Self.encode(try await handler(try Self.decode(Input.self, args), context))
        }
    }

    /// Offers a capability that answers in parts.
    ///
    /// A caller that asks for one answer gets the parts as a list. Otherwise as ``serve(_:_:options:_:)``.
    ///
    /// - Parameters:
    ///   - id: its name, as in `text.count`.
    ///   - description: what it does.
    ///   - streaming: the type of the parts.
    ///   - options: what else is published, and how many calls run at a time.
    ///   - handler: answers a call by sending parts.
    /// - Throws: as ``serve(_:_:options:_:)``.
    public nonisolated func serve<Input: Decodable & Sendable, Part: Codable & Sendable>(
        _ id: String,
        _ description: String = "",
        streaming: Part.Type,
        options: CapabilityOptions = CapabilityOptions(),
        _ handler:
            @escaping @Sendable (_ input: Input, _ context: CallContext, _ parts: PartWriter<Part>) async throws -> Void
    ) throws(AgentError) {
        var descriptor = try Self.descriptor(id, description, options, Input.self, Part.self)
        descriptor.streaming = true
        try add(descriptor) { args, context in
            let input = try Self.decode(Input.self, args)
            return try await Self.collect(context) { target in
                try await handler(input, context, PartWriter(target) { try Self.encode($0) })
            }
        }
    }

    private static func descriptor<Input: Decodable, Output: Decodable>(
        _ id: String,
        _ description: String,
        _ options: CapabilityOptions,
        _ input: Input.Type,
        _ output: Output.Type
    ) throws(AgentError) -> CapabilityDescriptor {
        guard let name = CapabilityID(id) else {
            throw AgentError(.invalidCapability, "'\(id.prefix(100))' is no capability's id; one looks like text.upper")
        }
        var descriptor = CapabilityDescriptor(id: name, description: description, tags: options.tags)
        let inputSchema = try schema(input)
        guard inputSchema.describesObject else {
            throw AgentError(
                .undescribableType,
                "\(input) is no object as JSON, and arguments are: take a struct or a dictionary"
            )
        }
        descriptor.inputSchema = inputSchema.json
        descriptor.outputSchema = try schema(output).json
        descriptor.concurrency = options.concurrency
        descriptor.semantics = options.semantics
        descriptor.cost = options.cost
        descriptor.annotations = options.annotations.isEmpty ? nil : options.annotations
        return descriptor
    }

    private static func schema<Value: Decodable>(_ type: Value.Type) throws(AgentError) -> JSONSchema {
        do throws(SchemaDerivationError) {
            return try SchemaProbe.schema(of: type)
        } catch {
            throw AgentError(.undescribableType, error.description)
        }
    }

    private static func decode<Input: Decodable>(_ type: Input.Type, _ args: JSONObject) throws -> Input {
        do throws(JSONCodingError) {
            return try JSONValueDecoder().decode(type, from: .object(args))
        } catch {
            throw InvalidArguments(pointer: error.pointer, message: error.message)
        }
    }

    private static func encode(_ output: some Encodable) throws -> JSONValue {
        try JSONValueEncoder().encode(output)
    }
}
