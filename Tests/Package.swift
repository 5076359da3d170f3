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
    name: "AIConexusTests",
    products: [
        .executable(name: "benchmarks", targets: ["Benchmarks"]),
        .executable(name: "gateway-benchmark", targets: ["GatewayBenchmark"]),
        .executable(name: "call-benchmark", targets: ["CallBenchmark"]),
        .executable(name: "rtcpeer", targets: ["RTCPeer"]),
        .executable(name: "rtc-benchmark", targets: ["RTCBenchmark"]),
        .executable(name: "schema-judge", targets: ["SchemaJudge"]),
        .executable(name: "websocket-peer", targets: ["WebSocketPeer"]),
        .executable(name: "direct-soak", targets: ["DirectSoak"]),
        .library(name: "SkewedClock", type: .dynamic, targets: ["CSkewedClock"]),
    ],
    dependencies: [
        .package(path: "../Packages/AIConexusProtocol"), .package(path: "../Packages/AIConexusSDK"),
        .package(path: "../Gateway"),
        .package(path: "../Examples/HelloWorld"),
        .package(path: "../Examples/StreamingCounter"),
        .package(path: "../Examples/Negotiation"),
        .package(path: "../Examples/MessageExchange"),
        .package(path: "../Examples/PeerToPeer"),
        .package(path: "../Examples/FileTransfer"),
        .package(path: "../Examples/LLMAgent"),
    ],
    targets: [
        .target(name: "CAllocationCounter", path: "CAllocationCounter", cSettings: cSettings),
        .target(name: "CSkewedClock", path: "CSkewedClock", cSettings: cSettings),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "CAllocationCounter",
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "CSodium", package: "AIConexusProtocol"),
                .product(name: "AIConexusSDK", package: "AIConexusSDK"),
            ],
            path: "Benchmarks/Protocol",
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "GatewayBenchmark",
            dependencies: [
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
                .product(name: "CSodium", package: "AIConexusProtocol"),
            ],
            path: "Benchmarks/Gateway",
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "SchemaJudge",
            dependencies: [
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusSDK", package: "AIConexusSDK"),
            ],
            path: "SchemaJudge",
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "RTCBenchmark",
            dependencies: [
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
                .product(name: "AIConexusWebRTC", package: "AIConexusSDK"),
            ],
            path: "Benchmarks/RTC",
            exclude: ["aiortc_benchmark.py", "compare.py"],
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "RTCPeer",
            dependencies: [
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
                .product(name: "AIConexusWebRTC", package: "AIConexusSDK"),
            ],
            path: "RTCPeer",
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "ReadmeAgent",
            dependencies: [.product(name: "AIConexusSDK", package: "AIConexusSDK")],
            path: "ReadmeAgent",
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "WebSocketPeer",
            dependencies: [
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
            ],
            path: "WebSocketPeer",
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "DirectSoak",
            dependencies: [.product(name: "AIConexusSDK", package: "AIConexusSDK")],
            path: "DirectSoak",
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "CallBenchmark",
            dependencies: [
                .product(name: "AIConexusSDK", package: "AIConexusSDK"),
                .product(name: "aiconexus-gateway", package: "Gateway"),
            ],
            path: "Benchmarks/Calls",
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTestSupport", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
                .product(name: "AIConexusSDK", package: "AIConexusSDK"),
                .product(name: "AIConexusWebRTC", package: "AIConexusSDK"),
                .product(name: "aiconexus", package: "AIConexusSDK"),
            ],
            path: "Documentation",
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "ReadmeAgent",
                .product(name: "AIConexusProtocol", package: "AIConexusProtocol"),
                .product(name: "AIConexusTransport", package: "AIConexusProtocol"),
                .product(name: "AIConexusTestSupport", package: "AIConexusProtocol"),
                .product(name: "AIConexusSDK", package: "AIConexusSDK"),
                .product(name: "aiconexus", package: "AIConexusSDK"),
                .product(name: "aiconexus-gateway", package: "Gateway"),
                .product(name: "HelloWorld", package: "HelloWorld"),
                .product(name: "StreamingCounter", package: "StreamingCounter"),
                .product(name: "Negotiation", package: "Negotiation"),
                .product(name: "MessageExchange", package: "MessageExchange"),
                .product(name: "PeerToPeer", package: "PeerToPeer"),
                .product(name: "FileTransfer", package: "FileTransfer"),
                .product(name: "LLMAgent", package: "LLMAgent"),
            ],
            path: "EndToEnd",
            swiftSettings: swiftSettings
        ),
    ],
    swiftLanguageModes: [.v6]
)
