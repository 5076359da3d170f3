// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// Decides which way a verified message goes, as far as the message alone says it.
package struct Router: Sendable {
    /// Where a message goes.
    package enum Decision: Equatable {
        /// The gateway itself is meant.
        case gateway
        /// Another agent is meant.
        case relay
        case refuse(ProtocolError)
    }

    package let gateway: DID
    /// Whether calls and negotiation are relayed.
    package let relays: Bool

    package init(gateway: DID, relays: Bool) {
        self.gateway = gateway
        self.relays = relays
    }

    /// The way of a message.
    ///
    /// - Parameters:
    ///   - view: the message.
    ///   - isDraining: whether nothing new is begun any more.
    /// - Returns: where it goes.
    package func decision(for view: EnvelopeView, isDraining: Bool) -> Decision {
        let isToGateway = view.to == gateway
        if isDraining, Self.beginsSomething(view) {
            return .refuse(ProtocolError(.draining, "the gateway is shutting down"))
        }
        return isToGateway ? decision(forGateway: view) : decision(forAgent: view)
    }

    private func decision(forGateway view: EnvelopeView) -> Decision {
        switch view.type {
        case .offer, .answer, .iceCandidate, .intent:
            .refuse(ProtocolError(.permissionDenied, "a gateway takes no \(view.type)", pointer: "/type"))
        default: .gateway
        }
    }

    private func decision(forAgent view: EnvelopeView) -> Decision {
        switch view.type {
        case .offer, .answer, .iceCandidate: .relay
        case .register, .unregister:
            .refuse(ProtocolError(.permissionDenied, "\(view.type) is for the gateway only", pointer: "/to"))
        case .intent, .execRequest, .execResponse, .error, .ping, .pong:
            relays
                ? .relay
                : .refuse(ProtocolError(.relayDisabled, "this gateway relays only OFFER, ANSWER and ICE_CANDIDATE"))
        }
    }

    /// Whether others would have to work because of the message; answers and goodbyes may still flow.
    private static func beginsSomething(_ view: EnvelopeView) -> Bool {
        switch view.type {
        case .execRequest, .offer: true
        case .intent: view.correlationID == nil
        default: false
        }
    }
}
