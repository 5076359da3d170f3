// SPDX-License-Identifier: MIT

internal import AIConexusSDK

// What the doctor says about direct paths. Calls work without them, so nothing of it is more than a warning.

extension Finding {
    /// The name of the last check.
    static let directCheck = "direct paths"

    /// A line for each server that the gateway names, and one that says what it comes to.
    static func direct(_ report: DirectReport, isLoopback: Bool) -> [Finding] {
        report.servers.map(server) + [summary(report, isLoopback: isLoopback)]
    }

    private static func server(_ server: DirectReport.Server) -> Finding {
        let url = server.url
        let check = url.lowercased().hasPrefix("stun") ? "STUN" : "TURN"
        return switch server.verdict {
        case .usable(let address?) where check == "STUN":
            Finding(check, .ok, "\(url) answers, and sees this machine at \(address)")
        case .usable where check == "STUN": Finding(check, .ok, "\(url) answers")
        case .usable: Finding(check, .ok, "\(url) takes the credentials, and gives addresses")
        case .credentialsRefused:
            Finding(
                check,
                .warning,
                "\(url) refuses the credentials",
                advice: "do the gateway's turn_secret and the server's static-auth-secret agree, and their clocks?"
            )
        case .refused(let code):
            Finding(
                check,
                .warning,
                "\(url) refuses with code \(code)",
                advice: "the server's log tells why; 486 and 508 mean that it has no address left"
            )
        case .unreachable:
            Finding(
                check,
                .warning,
                "\(url) does not answer",
                advice: url.lowercased().contains("transport=tcp")
                    ? "is it running, and does a firewall let TCP through to it?"
                    : "is it running, and does a firewall let UDP through, there and back?"
            )
        case .unsupported:
            Finding(check, .skipped, "\(url) is of a kind that is not supported: it is not used")
        }
    }

    private static func summary(_ report: DirectReport, isLoopback: Bool) -> Finding {
        if let failure = report.failure {
            let isChoice = failure == .policy || failure == .peerHasNoWebRTC
            let message =
                failure == .peerHasNoWebRTC ? "this program was built without WebRTC" : failure.summary
            return Finding(
                directCheck,
                isChoice ? .skipped : .warning,
                "\(message) (\(failure.rawValue)): calls take the gateway",
                advice: advice(failure)
            )
        }
        if report.servers.isEmpty {
            return isLoopback
                ? Finding(directCheck, .ok, "within this machine and its network; the gateway names no server")
                : Finding(
                    directCheck,
                    .warning,
                    "the gateway names no STUN or TURN server: direct paths work within one network only",
                    advice: "its operator can name some, by --ice-server and --turn-url"
                )
        }
        let hasRelay = report.servers.contains {
            if case .usable = $0.verdict { $0.url.lowercased().hasPrefix("turn") } else { false }
        }
        return hasRelay
            ? Finding(directCheck, .ok, "between any two networks, by a TURN server where it has to be")
            : Finding(
                directCheck,
                .ok,
                "between most networks; without a TURN server some pairs of NATs leave only the gateway"
            )
    }

    private static func advice(_ failure: DirectPathFailure) -> String? {
        switch failure {
        case .noUDP: "a firewall drops UDP; a TURN server over TCP (turn:HOST?transport=tcp) gets through most of them"
        case .noCandidates: "this machine has only loopback and link-local addresses: is a network connected?"
        case .turnAuthentication, .turnUnreachable: "see the TURN servers above"
        case .policy, .peerHasNoWebRTC, .iceTimeout, .dtlsFailed, .fingerprintMismatch, .signallingFailed: nil
        }
    }
}
