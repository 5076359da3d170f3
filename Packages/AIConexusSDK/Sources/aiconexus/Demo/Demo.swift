// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
private import Glibc

/// `aiconexus demo`.
enum Demo {
    static let role = CommandOption.value(
        "as",
        "NAME",
        help: "be alice or bob: the demo starts itself so, once for each"
    )
    private static let gatewayProgram = CommandOption.value(
        "gateway-program",
        "FILE",
        help: "the gateway's program (default aiconexus-gateway beside this one, then on PATH)"
    )

    static let command = Command(
        "demo",
        summary: "watch two agents find each other, agree, call, stream, and move to a direct path",
        details: [
            "Starts a gateway on a free port of this machine and two agents, each as a process of its own, and shows what "
                + "they do while they do it. It ends by itself, with status 0 when everything went well; when one of the "
                + "processes is lost, the others are ended and the status is 1."
        ],
        options: [role, gatewayProgram, .gateway],
        examples: ["aiconexus demo"],
        task: run
    )

    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        if let name = arguments.value(ifGiven: role) {
            guard let part = DemoPart(rawValue: name) else {
                throw UsageError(command: arguments.command, "--as NAME must be alice or bob, not '\(name)'")
            }
            let url = arguments.value(ifGiven: .gateway) ?? ""
            return try await DemoAgent(part, at: url, console).run()
        }
        let gateway = try ChildProgram([
            arguments.value(ifGiven: gatewayProgram) ?? defaultGatewayProgram, "run", "--port", "0", "--ephemeral-key",
            "--log-level", "error",
        ])
        return try await DemoStage(console).run(gateway)
    }

    private static var defaultGatewayProgram: String {
        let name = "aiconexus-gateway"
        let folder = own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let beside = "\(folder)/\(name)"
        return unsafe access(beside, X_OK) == 0 ? beside : name
    }

    /// This program's file.
    static var own: String {
        let path = [UInt8](capacity: Int(PATH_MAX)) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                let length = unsafe buffer.withMemoryRebound(to: CChar.self) { buffer in
                    unsafe buffer.baseAddress.map { unsafe readlink("/proc/self/exe", $0, buffer.count) } ?? 0
                }
                count = max(length, 0)
            }
        }
        return String(decoding: path, as: UTF8.self)
    }
}
