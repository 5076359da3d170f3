// SPDX-License-Identifier: MIT

/// Several loops that live and end together, usually one for each processor core.
public struct EventLoopGroup: Sendable {
    /// The loops, at least one.
    public let loops: [EventLoop]

    /// Starts the loops, which run until ``shutdown()``.
    ///
    /// - Parameter count: how many, at least 1.
    /// - Throws: `resourcesExhausted` without enough descriptors or threads; no loop is left running then.
    public init(count: Int) async throws(TransportError) {
        precondition(count > 0, "a group needs a loop")
        var loops: [EventLoop] = []
        do throws(TransportError) {
            for index in 0..<count { loops.append(try EventLoop(name: "aiconexus-loop\(index)")) }
        } catch {
            for loop in loops { await loop.shutdown() }
            throw error
        }
        self.loops = loops
    }

    /// Runs `body` with a group that lives as long as the call.
    ///
    /// - Parameters:
    ///   - count: how many loops, at least 1.
    ///   - body: what uses them.
    /// - Returns: what `body` returns.
    /// - Throws: `resourcesExhausted` as `init`, and what `body` throws.
    public static func with<Result>(
        count: Int,
        _ body: (EventLoopGroup) async throws -> Result
    ) async throws -> Result {
        let group = try await EventLoopGroup(count: count)
        do {
            let result = try await body(group)
            await group.shutdown()
            return result
        } catch {
            await group.shutdown()
            throw error
        }
    }

    /// Shuts all loops down, one after another.
    public func shutdown() async {
        for loop in loops { await loop.shutdown() }
    }
}
