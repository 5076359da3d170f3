// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusSDK

extension CallError.Code {
    /// What a shell is told when a call ends with this code.
    var status: ExitStatus {
        switch self {
        case .agentError, .internalError, .unreadableOutput, .brokenStream: .failure
        case .outcomeUnknown, .timeout, .cancelled: .outcomeUnknown
        case .notConnected: .notConnected
        default: .notDone
        }
    }

    /// What the user of a command can do about it.
    var advice: String? {
        switch self {
        case .unknownAgent: "it is not connected; 'aiconexus agents' lists those that are"
        case .unknownCapability: "'aiconexus agents' lists what each agent offers"
        case .noCapableAgent: "'aiconexus agents' lists what is offered; start an agent that offers it, or try later"
        case .allBusy, .resourceExhausted: "try again later"
        case .rateLimited: "call less often, or try again later"
        case .draining: "it is going down; try again later, or another agent"
        case .connectionRefused: "the agent has just restarted; try again"
        case .invalidArguments: "see the capability's input_schema: aiconexus agents --json"
        case .permissionDenied: "ask the agent's owner to let this identity in; --key says who calls"
        case .clockSkew: "set the clock of this machine, by NTP for instance"
        case .payloadTooLarge: "send less, or in several calls"
        case .timeout: "it may have been carried out; --timeout gives it more time"
        case .outcomeUnknown: "it may have been carried out; with --idempotency-key a repetition does no harm"
        case .idempotencyConflict: "use a fresh --idempotency-key for other arguments"
        case .unprovedAgent: "do not trust what this gateway says about the agent"
        case .relayDisabled: "this gateway passes on no calls"
        case .notConnected: "'aiconexus doctor' finds out why"
        default: nil
        }
    }
}
