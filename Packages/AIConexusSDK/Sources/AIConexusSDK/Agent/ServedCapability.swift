// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// A capability with the handler behind it, types erased.
struct ServedCapability: Sendable {
    /// What is published about it.
    var descriptor: CapabilityDescriptor
    /// How many calls run at a time.
    var concurrency: Int
    /// Decodes the arguments, runs the handler, encodes its result.
    ///
    /// Throws ``InvalidArguments`` before the handler begins, and what the handler throws.
    var run: @Sendable (JSONObject, CallContext) async throws -> JSONValue
}

/// The capabilities of an agent, by id; may be changed from any thread.
final class CapabilityRegistry: Sendable {
    private let capabilities = Locked([CapabilityID: ServedCapability]())

    /// Adds a capability, or takes the place of one of the same id.
    func add(_ capability: ServedCapability) throws(AgentError) {
        let isFull = capabilities.withLock { capabilities in
            if capabilities[capability.descriptor.id] == nil,
                capabilities.count >= CapabilityDescriptor.maximumCountPerAgent
            {
                return true
            }
            capabilities[capability.descriptor.id] = capability
            return false
        }
        if isFull {
            throw AgentError(
                .tooManyCapabilities,
                "an agent offers at most \(CapabilityDescriptor.maximumCountPerAgent) capabilities"
            )
        }
    }

    /// Takes a capability away; calls that are running go on.
    func remove(_ id: CapabilityID) -> Bool {
        capabilities.withLock { $0.removeValue(forKey: id) != nil }
    }

    /// The capability that a request means: by its id, or the only one there is.
    func find(_ id: String?) -> ServedCapability? {
        capabilities.withLock { capabilities in
            guard let id else { return capabilities.count == 1 ? capabilities.values.first : nil }
            return CapabilityID(id).flatMap { capabilities[$0] }
        }
    }

    /// What is published, in the order of the ids.
    var descriptors: [CapabilityDescriptor] {
        capabilities.withLock { $0.values.map(\.descriptor) }.sorted { $0.id.text < $1.id.text }
    }

    /// Slots of all capabilities together.
    var totalConcurrency: Int {
        capabilities.withLock { $0.values.reduce(0) { $0 + $1.concurrency } }
    }
}
