// SPDX-License-Identifier: MIT

/// What a command tells the shell; programs may add their own.
public struct ExitStatus: RawRepresentable, Hashable, Sendable {
    /// The number, 0…125; a shell gives the others a meaning of their own.
    public let rawValue: Int32

    /// The status of this number, 0…125.
    public init(rawValue: Int32) {
        precondition((0...125).contains(rawValue), "a shell reads another meaning into this status")
        self.rawValue = rawValue
    }

    /// It did what was asked.
    public static let success = ExitStatus(rawValue: 0)
    /// It ran, and the answer is no: a refused signature, an unreadable file, an unreachable gateway.
    public static let failure = ExitStatus(rawValue: 1)
    /// It was asked wrongly: an unknown option, a missing argument.
    public static let usage = ExitStatus(rawValue: 2)
}
