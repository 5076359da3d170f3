// SPDX-License-Identifier: MIT

internal import COpenSSL

/// OpenSSL's error queue, which belongs to the calling thread: cleared before a call, drained after a failed one.
public enum OpenSSLErrors {
    /// How many errors of the queue end up in a message.
    private static let reportedCount = 3

    /// Forgets what earlier calls left in the queue, which the next call would otherwise be blamed for.
    public static func clear() {
        ERR_clear_error()
    }

    /// Empties the queue and returns its reasons, oldest first, as one line.
    public static func drain() -> String {
        var reasons: [String] = []
        while case let code = ERR_get_error(), code != 0 {
            let reason = reason(code)
            // Each layer of the library that the system's error passed through adds that it comes from the system.
            guard reasons.count < reportedCount, !reasons.contains(reason), reason != "system lib" else { continue }
            reasons.append(reason)
        }
        return reasons.isEmpty ? "no reason given" : reasons.joined(separator: ", ")
    }

    private static func reason(_ code: UInt) -> String {
        if code & systemFlag != 0 { return Errno.text(Int32(truncatingIfNeeded: code & ~systemFlag)) }
        return unsafe ERR_reason_error_string(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    /// Marks errors of the system, whose other bits are `errno` (`ERR_SYSTEM_FLAG`).
    private static let systemFlag: UInt = 0x8000_0000
}
