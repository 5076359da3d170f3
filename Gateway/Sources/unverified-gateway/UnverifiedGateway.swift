// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway
internal import AIConexusProtocol
internal import AIConexusTransport
private import Foundation

/// A gateway that takes every signature for good, to measure what everything else costs; `make bench-gateway` runs it.
///
/// It is a program of its own, which no archive and no installation contains, so that no setting of the real gateway
/// can turn verification off. Settings come from the environment; it listens on loopback addresses only.
@main
enum UnverifiedGateway {
    static func main() {
        let signals = SignalQueue()
        Task.detached {
            do {
                try await run()
            } catch {
                print("unverified-gateway: \(error)")
                exit(1)
            }
        }
        // An asynchronous `main` would end this thread, which profilers do not survive.
        _ = signals.next()
        exit(0)
    }

    private static func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let settings = try GatewaySettings(reading: SettingsInput(environment: environment))
        guard settings.listen.allSatisfy(\.address.isLoopback) else {
            print("a gateway that verifies nothing listens on loopback addresses only")
            exit(2)
        }
        let writer = try LogWriter(
            descriptor: STDERR_FILENO,
            format: settings.logFormat,
            maximumByteCount: settings.logBufferByteCount,
            now: { .now }
        )
        defer { writer.close() }
        let logger = Logger(level: settings.logLevel, now: { .now }, sink: writer.write)
        let key = SigningKey()
        try await GatewayServer.with(settings, key: key, logger: logger, signatures: Credulity()) { server in
            logger.log(.error, "signatures_not_verified", [("problem", .text("anybody can speak as any agent"))])
            let banner = StartBanner(
                settings: settings,
                did: server.did,
                addresses: server.addresses,
                loopCount: server.loopCount,
                keyFile: nil
            )
            print("NOT FOR USE: SIGNATURES ARE NOT VERIFIED\n\(banner.text)")
            fflush(nil)
            try await server.drained()
        }
    }
}

/// Finds every signature good.
private struct Credulity: SignatureVerifier {
    func verifies(_ signature: Signature, of message: Span<UInt8>, by key: PublicKey) -> Bool { true }
}
