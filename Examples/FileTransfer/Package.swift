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
    name: "FileTransfer",
    products: [
        .executable(name: "FileTransfer", targets: ["FileTransfer"])
    ],
    dependencies: [
        .package(path: "../../Packages/AIConexusSDK")
    ],
    targets: [
        .executableTarget(
            name: "FileTransfer",
            dependencies: [
                .product(name: "AIConexusSDK", package: "AIConexusSDK")
            ],
            path: "Sources",
            swiftSettings: swiftSettings
        )
    ],
    swiftLanguageModes: [.v6]
)
