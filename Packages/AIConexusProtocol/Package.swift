// swift-tools-version: 6.3
// SPDX-License-Identifier: MIT

import PackageDescription

// settings: begin (the same block in every manifest; `make lint` compares the copies)
let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"), .enableUpcomingFeature("ImmutableWeakCaptures"),
    .strictMemorySafety(), .treatAllWarnings(as: .error), .treatWarning("DeprecatedDeclaration", as: .warning),
]
let cSettings: [CSetting] = [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]
// settings: end

let package = Package(
    name: "AIConexusProtocol",
    products: [
        .library(name: "AIConexusProtocol", targets: ["AIConexusProtocol"]),
        .library(name: "AIConexusCommandLine", targets: ["AIConexusCommandLine"]),
        .library(name: "AIConexusTestSupport", targets: ["AIConexusTestSupport"]),
        .library(name: "CSodium", targets: ["CSodium"]),
        .library(name: "AIConexusTransport", targets: ["AIConexusTransport"]),
        .library(name: "COpenSSL", targets: ["COpenSSL"]),
    ],
    targets: [
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .target(name: "CAIConexusShims", cSettings: cSettings),
        .target(name: "AIConexusProtocol", dependencies: ["CSodium", "CAIConexusShims"], swiftSettings: swiftSettings),
        .target(
            name: "AIConexusCommandLine",
            dependencies: ["AIConexusProtocol", "AIConexusTransport", "CAIConexusShims"],
            swiftSettings: swiftSettings
        ),
        .target(name: "AIConexusTestSupport", dependencies: ["AIConexusProtocol"], swiftSettings: swiftSettings),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CHTTPParser", providers: [.apt(["libhttp-parser-dev"])]),
        .target(
            name: "AIConexusTransport",
            dependencies: ["AIConexusProtocol", "CAIConexusShims", "CHTTPParser", "COpenSSL", "CSodium", "CZlib"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "AIConexusTransportTests",
            dependencies: ["AIConexusTransport", "AIConexusTestSupport", "CAIConexusShims", "COpenSSL"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "AIConexusProtocolTests",
            dependencies: ["AIConexusProtocol", "AIConexusTestSupport", "CSodium"],
            resources: [.copy("Fixtures")],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "AIConexusCommandLineTests",
            dependencies: ["AIConexusCommandLine", "AIConexusProtocol"],
            swiftSettings: swiftSettings
        ),
    ],
    swiftLanguageModes: [.v6]
)
