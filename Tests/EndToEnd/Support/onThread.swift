// SPDX-License-Identifier: MIT

import Foundation

/// Runs what blocks on a thread of its own: the pool that tests and agents share is no wider than the machine.
///
/// - Parameter body: what blocks.
/// - Returns: what it returns.
/// - Throws: what it throws.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result(catching: body)) }
    }
}
