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
    name: "AIConexusSDK",
    products: [
        .library(name: "AIConexusSDK", targets: ["AIConexusSDK"]),
        .executable(name: "aiconexus", targets: ["aiconexus"]),
    ],
    dependencies: [
        .package(path: "../AIConexusProtocol")
    ],
    targets: [
        .target(
            name: "AIConexusSDK",
            dependencies: [
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
            ],
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "aiconexus",
            dependencies: [
                "AIConexusSDK",
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusCommandLine", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "AIConexusCommandTests",
            dependencies: [
                "aiconexus",
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTestSupport", package: "AIConexusProtocol"),
            ],
            swiftSettings: swiftSettings
        ),
    ],
    swiftLanguageModes: [.v6]
)
