// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Tells any number of readers of a value that changes now and then.
final class Broadcast<Value: Sendable>: Sendable {
    /// A reader that falls behind by this much misses the oldest values.
    private static var bufferedCount: Int { 64 }

    private let readers = Locked((next: 0, continuations: [Int: AsyncStream<Value>.Continuation]()))

    deinit {
        for continuation in readers.withLock({ Array($0.continuations.values) }) { continuation.finish() }
    }

    /// The present value and all later ones, until there can be none.
    func stream(beginningWith value: Value) -> AsyncStream<Value> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Value.self,
            bufferingPolicy: .bufferingNewest(Self.bufferedCount)
        )
        continuation.yield(value)
        let number = readers.withLock { readers in
            readers.next += 1
            readers.continuations[readers.next] = continuation
            return readers.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.readers.withLock { readers in
                _ = readers.continuations.removeValue(forKey: number)
            }
        }
        return stream
    }

    func send(_ value: Value) {
        let continuations = readers.withLock { Array($0.continuations.values) }
        for continuation in continuations { continuation.yield(value) }
    }
}
