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
    name: "AIConexusGateway",
    products: [
        .library(name: "AIConexusGateway", targets: ["AIConexusGateway"]),
        .executable(name: "aiconexus-gateway", targets: ["aiconexus-gateway"]),
    ],
    dependencies: [
        .package(path: "../Packages/AIConexusProtocol")
    ],
    targets: [
        .target(name: "CGatewayShims", cSettings: cSettings),
        .target(
            name: "AIConexusGateway",
            dependencies: [
                "CGatewayShims",
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
                .product(name: "COpenSSL", package: "AIConexusProtocol"),
                .product(name: "CSodium", package: "AIConexusProtocol"),
            ],
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "aiconexus-gateway",
            dependencies: [
                "AIConexusGateway",
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
                .product(name: "AIConexusCommandLine", package: "AIConexusProtocol"),
            ],
            swiftSettings: swiftSettings
        ),
        // For benchmarks, and therefore in no product.
        .executableTarget(
            name: "unverified-gateway",
            dependencies: [
                "AIConexusGateway",
                .product(name: "AIConexusCommandLine", package: "AIConexusProtocol"),
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "AIConexusGatewayTests",
            dependencies: [
                "AIConexusGateway",
                // In a process of its own, for the hostile clients.
                "aiconexus-gateway",
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
                .product(name: "AIConexusTestSupport", package: "AIConexusProtocol"),
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "AIConexusGatewayCommandTests",
            dependencies: [
                "aiconexus-gateway",
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTestSupport", package: "AIConexusProtocol"),
            ],
            swiftSettings: swiftSettings
        ),
    ],
    swiftLanguageModes: [.v6]
)
