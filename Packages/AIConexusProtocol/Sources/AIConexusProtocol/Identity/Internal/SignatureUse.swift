// SPDX-License-Identifier: MIT

/// The prefix that keeps other signatures of an identity key apart from its messages.
///
/// A message is a JSON object and begins with `{`, which no prefix does. Source: PROTOCOL_DESIGN, "Signature".
enum SignatureUse {
    /// `AICONEXUS/`, the use, a zero byte, and the message.
    ///
    /// A use is 1…64 of `a-z`, `0-9`, `.` and `-`; another one is a mistake of the caller's and traps.
    static func prefixed(_ message: Span<UInt8>, use: String) -> [UInt8] {
        precondition(isValid(use), "a use is 1 to 64 of a-z, 0-9, '.' and '-'")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(11 + use.utf8.count + message.count)
        bytes.append(contentsOf: "AICONEXUS/".utf8)
        bytes.append(contentsOf: use.utf8)
        bytes.append(0)
        for index in message.indices { bytes.append(message[index]) }
        return bytes
    }

    static func isValid(_ use: String) -> Bool {
        (1...64).contains(use.utf8.count)
            && use.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "."), UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}
