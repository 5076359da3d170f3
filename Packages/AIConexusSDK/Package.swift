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
        .library(name: "AIConexusWebRTC", targets: ["AIConexusWebRTC"]),
        .executable(name: "aiconexus", targets: ["aiconexus"]),
    ],
    traits: [
        .default(enabledTraits: ["WebRTC"]),
        .trait(name: "WebRTC", description: "Direct connections between agents; needs libnice and usrsctp."),
    ],
    dependencies: [
        .package(path: "../AIConexusProtocol")
    ],
    targets: [
        // nice.pc has a flag (-pthread) that SwiftPM warns of in every build; these are the same headers.
        .systemLibrary(name: "CNice", pkgConfig: "gobject-2.0", providers: [.apt(["libnice-dev"])]),
        .systemLibrary(name: "CUsrsctp", providers: [.apt(["libusrsctp-dev"])]),
        .target(name: "CWebRTCShims", cSettings: cSettings),
        .target(
            name: "AIConexusWebRTC",
            dependencies: [
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
                .product(name: "COpenSSL", package: "AIConexusProtocol"),
                .target(name: "CNice", condition: .when(traits: ["WebRTC"])),
                .target(name: "CUsrsctp", condition: .when(traits: ["WebRTC"])),
                .target(name: "CWebRTCShims", condition: .when(traits: ["WebRTC"])),
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "AIConexusSDK",
            dependencies: [
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
                .product(name: "CSodium", package: "AIConexusProtocol"),
                .target(name: "AIConexusWebRTC", condition: .when(traits: ["WebRTC"])),
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
            name: "AIConexusWebRTCTests",
            dependencies: [
                "AIConexusWebRTC",
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
                .product(name: "AIConexusTestSupport", package: "AIConexusProtocol"),
            ],
            resources: [.copy("Fixtures")],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "AIConexusSDKTests",
            dependencies: [
                "AIConexusSDK",
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
                .product(name: "AIConexusTestSupport", package: "AIConexusProtocol"),
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
