// SPDX-License-Identifier: MIT

internal import Foundation

/// A certificate for 127.0.0.1 with its P-256 key, made by `openssl` and removed with the object.
final class CertificateFile: Sendable {
    /// A PEM file with both.
    let path: String

    /// Makes a certificate.
    ///
    /// - Throws: ``BenchmarkError`` without `openssl`.
    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "gateway-benchmark-\(UUID()).pem").path
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", path + ".crt",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchmarkError("openssl made no certificate") }
        let certificate = try Data(contentsOf: URL(filePath: path + ".crt"))
        try FileManager.default.removeItem(atPath: path + ".crt")
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        try file.write(contentsOf: certificate)
        try file.close()
    }

    deinit {
        // Nobody is left to be told.
        try? FileManager.default.removeItem(atPath: path)
    }
}
