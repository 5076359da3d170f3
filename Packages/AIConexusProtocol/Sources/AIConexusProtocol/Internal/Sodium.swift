// SPDX-License-Identifier: MIT

internal import CSodium

/// The one place that starts libsodium.
enum Sodium {
    private static let isReady: Bool = sodium_init() >= 0

    /// Starts libsodium once a process; every call into it goes through here first.
    @inline(__always)
    static func start() {
        precondition(isReady, "libsodium could not be started: it found no source of randomness")
    }
}
