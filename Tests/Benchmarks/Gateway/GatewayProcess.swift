// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import Foundation

/// A gateway in a process of its own, on a free port of the loopback address, without the limits that protect it from
/// load such as ours.
final class GatewayProcess: Sendable {
    /// Which program it is, and what that checks.
    enum Program: String {
        /// The gateway as it ships.
        case verifying = "aiconexus-gateway"
        /// The gateway that takes every signature for good.
        case unverifying = "unverified-gateway"
    }

    let port: UInt16
    let did: DID
    let meter: ProcessMeter
    private let process: Process

    /// Starts a gateway and waits until it listens.
    ///
    /// - Parameters:
    ///   - program: lies beside this one.
    ///   - loopCount: its event loops.
    ///   - certificate: turns TLS on.
    /// - Throws: ``BenchmarkError`` when it does not start.
    init(_ program: Program, loopCount: Int = 1, certificate: CertificateFile? = nil) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: program.rawValue)
        var settings = Self.settings
        settings["LOOPS"] = "\(loopCount)"
        settings["TLS_CERTIFICATE"] = certificate?.path
        process.environment = Dictionary(
            uniqueKeysWithValues: settings.map { ("AICONEXUS_GATEWAY_\($0.key)", $0.value) }
        )
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var banner = ""
        while !banner.contains("\n  loops") {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw BenchmarkError("\(program.rawValue) did not start: \(banner)") }
            banner += String(decoding: bytes, as: UTF8.self)
        }
        let did = try DID(Self.value("did", in: banner))
        guard let port = UInt16(try Self.value("listening", in: banner).split(separator: ":").last ?? "") else {
            throw BenchmarkError("no port in \(banner)")
        }
        let meter = try ProcessMeter(process.processIdentifier)
        (self.process, self.did, self.port, self.meter) = (process, did, port, meter)
    }

    /// Stops the process, and waits for its end.
    func end() {
        // The first signal makes a gateway drain, the second stops it at once.
        kill(process.processIdentifier, SIGINT)
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
    }

    private static func value(_ name: String, in banner: String) throws -> String {
        guard let line = banner.split(separator: "\n").first(where: { $0.hasPrefix("  \(name) ") }),
            let value = line.split(separator: " ").last
        else { throw BenchmarkError("no \(name) in \(banner)") }
        return String(value)
    }

    private static let settings = [
        "PORT": "0", "EPHEMERAL_KEY": "on", "LOG_LEVEL": "error",
        "MAX_CONNECTIONS_PER_ADDRESS": "1000000", "MAX_UNAUTHENTICATED": "1000000", "REGISTER_TIMEOUT": "60s",
        "MESSAGES_PER_SECOND": "1000000", "MESSAGE_BURST": "10000000",
        "BYTES_PER_SECOND": "1GiB", "BYTE_BURST": "1GiB", "REPLAY_MEMORY": "8GiB",
        "MAX_OPEN_REQUESTS": "100000", "MAX_WAITING": "64MiB", "STALL_TIMEOUT": "2m",
    ]
}
