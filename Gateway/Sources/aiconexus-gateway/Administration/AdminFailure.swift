// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusTransport

/// What goes wrong between an administrator's command and a gateway, with what to do about it.
enum AdminFailure {
    /// There is no token to ask with.
    static let noToken = CommandError(
        .failed,
        "this needs an administrator's token: give --admin-token-file FILE, or set \(AdminToken.variable) or "
            + "\(AdminToken.fileVariable)"
    )

    /// Nobody answers.
    static func unreachable(_ address: AdminAddress, _ error: any Error) -> CommandError {
        let code = (error as? TransportError)?.code
        let advice: String? =
            switch code {
            case .connectFailed: "is the gateway running? --gateway URL asks another one"
            case .certificateRejected: "--ca-file FILE trusts a certificate authority of one's own"
            case .tlsFailed: "does it speak TLS there? if not, the URL begins with http:"
            case .connectionLost where !address.isSecure: "if it speaks TLS there, the URL begins with https:"
            default: nil
            }
        let message = (error as? TransportError)?.message ?? (error as? HTTPError)?.message ?? "\(error)"
        return CommandError(
            .failed,
            "no answer from \(address): \(message)" + (advice.map { " (\($0))" } ?? ""),
            cause: error
        )
    }

    /// Something answers that is no gateway.
    static func noGateway(_ address: AdminAddress, _ status: HTTPStatus) -> CommandError {
        CommandError(
            .failed,
            "what answers at \(address), with status \(status.code), is no AIConexus gateway (--gateway URL asks another)"
        )
    }

    /// The gateway says no.
    static func refused(_ address: AdminAddress, _ status: HTTPStatus, _ body: JSONObject) -> CommandError {
        let error = body["error"]?.object
        let code = error?["code"]?.string ?? ""
        let said = error?["message"]?.string ?? "status \(status.code)"
        if status == .unauthorized {
            return CommandError(
                .failed,
                "\(address) does not know this token: its hash must be in the file of --admin-tokens, which the gateway reads "
                    + "at its start and on SIGHUP"
            )
        }
        if status == .notFound, code != ErrorCode.unknownAgent.wireName {
            return CommandError(
                .failed,
                "\(address) has no administration over HTTP: start that gateway with --admin-tokens FILE"
            )
        }
        let cause = ErrorCode(wireName: code).map { ProtocolError($0, said) }
        return CommandError(.failed, "\(said) (\(code))", cause: cause)
    }
}

extension CommandError {
    /// Whether another agent may fare better.
    var isAboutOneAgent: Bool { (cause as? ProtocolError)?.code == .unknownAgent }
}
