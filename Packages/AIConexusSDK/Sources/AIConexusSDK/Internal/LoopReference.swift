// SPDX-License-Identifier: MIT

/// A way from any thread to an object that belongs to a loop.
///
/// Guard of `@unchecked Sendable`: the object is touched on the loop's thread only; ``set(_:)`` comes before the first
/// ``use(_:)``.
final class LoopReference<Target: AnyObject>: @unchecked Sendable {
    private let loop: any AgentLoop
    private weak var target: Target?

    init(on loop: any AgentLoop) {
        self.loop = loop
    }

    func set(_ target: Target) {
        self.target = target
    }

    /// Calls `body` with the object on the loop, soon, if it still exists; otherwise `otherwise`.
    func use(_ body: @escaping @Sendable (Target) -> Void, otherwise: @escaping @Sendable () -> Void = {}) {
        loop.execute { [self] in
            if let target { body(target) } else { otherwise() }
        }
    }
}
