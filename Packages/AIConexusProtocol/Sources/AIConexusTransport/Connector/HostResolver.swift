// SPDX-License-Identifier: MIT

/// Finds the addresses of a host; tests have one of their own.
protocol HostResolver: Sendable {
    /// Answers `lookup` sometime, on any thread.
    func resolve(_ lookup: HostLookup)
}
