// SPDX-License-Identifier: MIT

/// What the bytes of a message are.
public enum WebSocketMessageKind: Sendable {
    /// UTF-8, checked.
    case text
    /// Any bytes.
    case binary
}

/// Where the bytes of a received message or control frame are.
public enum WebSocketPayload: Hashable, Sendable {
    /// In the input that was handed to the machine, at these offsets; only frames without a mask.
    case input(Range<Int>)
    /// All of the scratch buffer that was handed to the machine, unmasked.
    case scratch
    /// In an array of their own, because they came in several reads or fragments, or compressed.
    case bytes([UInt8])

    /// Calls `body` with the bytes.
    ///
    /// - Parameters:
    ///   - input: the input that was handed to the machine when it returned this.
    ///   - scratch: the scratch buffer of the same call.
    ///   - body: what to do with them.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws.
    public func withSpan<Result, Failure: Error>(
        in input: Span<UInt8>,
        scratch: borrowing [UInt8],
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch self {
        case .input(let range): try body(input.extracting(range))
        case .scratch: try body(scratch.span)
        case .bytes(let bytes): try body(bytes.span)
        }
    }
}
