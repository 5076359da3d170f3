// SPDX-License-Identifier: MIT

/// Says whether an object is still there, to whoever may not touch it.
///
/// Guard of `@unchecked Sendable`: the object is only compared with `nil`.
final class Trace: @unchecked Sendable {
    weak let object: AnyObject?

    init(of object: AnyObject) { self.object = object }
}
