// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import AIConexusTransport
import Foundation
import Testing

/// A gateway as it ships: the program, in a process of its own, on a free port of the loopback address.
final class GatewayProcess: Sendable {
    let address: SocketAddress
    let did: DID
    private let process: Process
    private let errors: TemporaryFolder

    private static let environment = [
        // What threads keep of freed memory for themselves would count as heap in use.
        "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0",
        // Rates that no test reaches, unless its options say otherwise.
        "AICONEXUS_GATEWAY_MESSAGES_PER_SECOND": "100000", "AICONEXUS_GATEWAY_MESSAGE_BURST": "100000",
        "AICONEXUS_GATEWAY_BYTES_PER_SECOND": "1GiB", "AICONEXUS_GATEWAY_BYTE_BURST": "1GiB",
    ]

    /// What it said in place of where it listens.
    private struct NotStarted: Error {
        let banner: String
        let log: String
    }

    /// Runs a gateway as long as `body`, then drains it and looks how it ended.
    ///
    /// - Parameters:
    ///   - options: of `aiconexus-gateway run`, besides those that a test always needs.
    ///   - body: what uses it.
    /// - Throws: when the gateway does not start, and what `body` throws.
    static func with(_ options: [String] = [], _ body: (GatewayProcess) async throws -> Void) async throws {
        let gateway = try await onThread { try GatewayProcess(options) }
        do {
            try await body(gateway)
        } catch {
            try? await gateway.stop()  // The first failure is the one to tell.
            throw error
        }
        try await gateway.stop()
    }

    private init(_ options: [String]) throws {
        let folder = try TemporaryFolder()
        errors = folder
        let log = URL(filePath: try folder.write("", as: "errors"))
        process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "aiconexus-gateway")
        process.arguments = ["run", "--port", "0", "--ephemeral-key", "--log-level", "warning"] + options
        process.environment = ProcessInfo.processInfo.environment.merging(Self.environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: log)
        try process.runAsFromShell()
        var banner = ""
        while !banner.contains("\n  loops") {
            let bytes = output.fileHandleForReading.availableData
            if bytes.isEmpty { break }
            banner += String(decoding: bytes, as: UTF8.self)
        }
        let lines = banner.split(separator: "\n")
        func value(_ name: String) throws -> String {
            let line = lines.first { $0.hasPrefix("  \(name) ") }
            guard let value = line?.split(separator: " ").last else {
                throw NotStarted(banner: banner, log: try folder.text("errors"))
            }
            return value.description
        }
        did = try DID(value("did"))
        let port = try #require(UInt16(value("listening").split(separator: ":").last ?? ""))
        address = SocketAddress(.loopbackV4, port: port)
    }

    /// Ends it at once and expects that it ends well: sanitizers report by the exit status.
    private func stop() async throws {
        if process.isRunning {
            process.terminate()
            process.terminate()
        }
        try await onThread { [process] in process.waitUntilExit() }
        let log = try String(contentsOf: URL(filePath: errors.path("errors")), encoding: .utf8)
        #expect(process.shellStatus == 0, "the gateway ended badly: \(log.suffix(20_000))")
    }

    /// The descriptors that it has open.
    var descriptorCount: Int {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count
        }
    }

    /// Asks over HTTP.
    func ask(_ method: HTTPMethod, _ path: String, tls: TLSContext?, on loop: EventLoop) async throws -> LiveResponse {
        var request = HTTPRequest(method, try #require(HTTPTarget(path)))
        request.headers[.host] = address.description
        return try await LiveRequester(on: loop).send(request, to: address, tls: tls)
    }
}

/// Runs `body` on a thread of its own: it waits for another process, and the tests' threads are few.
private func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result(catching: body)) }
    }
}
