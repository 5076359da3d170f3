// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The arguments of a call do not fit the capability: refused before the handler runs.
struct InvalidArguments: Error {
    /// The JSON pointer of the value at fault, within `args`; empty for the whole.
    var pointer: String
    /// One sentence for people.
    var message: String

    var report: ErrorReport {
        ErrorReport(
            code: .invalidArguments,
            message: message,
            details: ["pointer": .string("/payload/args\(pointer)")]
        )
    }
}
