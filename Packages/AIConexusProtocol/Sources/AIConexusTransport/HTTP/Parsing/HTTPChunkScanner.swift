// SPDX-License-Identifier: MIT

/// Finds the end of a chunked body, and refuses chunks that two parsers could read in two ways.
///
/// http-parser as it is packaged does not look at the bytes that end a chunk, so every byte of a chunked body passes
/// through here first. Source: RFC 9112 §7.1.
struct HTTPChunkScanner: Equatable, Sendable {
    /// Hexadecimal digits of a chunk's size that are taken; enough for a tebibyte.
    private static let maximumDigitCount = 10
    /// Bytes of all chunk extensions and trailer fields together.
    private static let maximumOverheadByteCount = 4_096

    private enum State: Equatable {
        /// → size
        case sizeStart
        /// → extension, sizeFeed
        case size(Int, digitCount: Int)
        /// → sizeFeed
        case `extension`(Int)
        /// → data, trailerStart
        case sizeFeed(Int)
        /// → dataEnd
        case data(missing: Int)
        /// → dataFeed
        case dataEnd
        /// → sizeStart
        case dataFeed
        /// → trailerName, endFeed
        case trailerStart
        /// → trailerValue
        case trailerName
        /// → trailerFeed
        case trailerValue
        /// → trailerStart
        case trailerFeed
        /// → complete
        case endFeed
        case complete
    }

    private let maximumBodyByteCount: Int
    private var state = State.sizeStart
    private var bodyByteCount = 0
    private var overheadByteCount = 0

    init(maximumBodyByteCount: Int) {
        self.maximumBodyByteCount = maximumBodyByteCount
    }

    /// Takes bytes up to the end of the body.
    ///
    /// - Parameters:
    ///   - input: what was read.
    ///   - position: where to go on; moved behind what was taken.
    /// - Returns: whether the body is complete.
    /// - Throws: `.malformed`, `.bodyTooLarge`.
    mutating func scan(_ input: Span<UInt8>, from position: inout Int) throws(HTTPError) -> Bool {
        while position < input.count, state != .complete {
            if case .data(let missing) = state {
                let count = min(missing, input.count - position)
                position += count
                state = missing == count ? .dataEnd : .data(missing: missing - count)
            } else {
                try take(input[position])
                position += 1
            }
        }
        return state == .complete
    }

    private mutating func take(_ byte: UInt8) throws(HTTPError) {
        switch state {
        case .sizeStart, .size: try takeSize(byte)
        case .extension(let size):
            if byte == HTTPCharacter.carriageReturn {
                state = .sizeFeed(size)
            } else {
                try takeOverhead(HTTPCharacter.isFieldValue(byte))
            }
        case .sizeFeed(let size):
            try expect(byte, HTTPCharacter.lineFeed)
            try begin(chunkOf: size)
        case .dataEnd:
            try expect(byte, HTTPCharacter.carriageReturn)
            state = .dataFeed
        case .dataFeed:
            try expect(byte, HTTPCharacter.lineFeed)
            state = .sizeStart
        case .trailerStart, .trailerName, .trailerValue, .trailerFeed, .endFeed: try takeTrailer(byte)
        case .data, .complete: preconditionFailure("take in \(state)")
        }
    }

    private mutating func takeSize(_ byte: UInt8) throws(HTTPError) {
        var size = 0
        var digitCount = 0
        if case .size(let known, let knownDigitCount) = state { (size, digitCount) = (known, knownDigitCount) }
        if let digit = HTTPCharacter.hexValue(byte) {
            guard digitCount < Self.maximumDigitCount else { throw .malformed("chunk size has too many digits") }
            state = .size(size << 4 | Int(digit), digitCount: digitCount + 1)
            return
        }
        guard digitCount > 0 else { throw .malformed("chunk without size") }
        switch byte {
        case HTTPCharacter.carriageReturn: state = .sizeFeed(size)
        case UInt8(ascii: ";"): state = .extension(size)
        default: throw .malformed("forbidden byte in a chunk size")
        }
    }

    private mutating func begin(chunkOf size: Int) throws(HTTPError) {
        guard size > 0 else {
            state = .trailerStart
            return
        }
        guard size <= maximumBodyByteCount - bodyByteCount else {
            throw HTTPError(.bodyTooLarge, "body over \(maximumBodyByteCount) bytes")
        }
        bodyByteCount += size
        state = .data(missing: size)
    }

    private mutating func takeTrailer(_ byte: UInt8) throws(HTTPError) {
        switch state {
        case .trailerStart where byte == HTTPCharacter.carriageReturn: state = .endFeed
        case .endFeed:
            try expect(byte, HTTPCharacter.lineFeed)
            state = .complete
        case .trailerFeed:
            try expect(byte, HTTPCharacter.lineFeed)
            state = .trailerStart
        case .trailerName where byte == UInt8(ascii: ":"): state = .trailerValue
        case .trailerValue where byte == HTTPCharacter.carriageReturn: state = .trailerFeed
        case .trailerValue: try takeOverhead(HTTPCharacter.isFieldValue(byte))
        default:
            try takeOverhead(HTTPCharacter.isToken(byte))
            state = .trailerName
        }
    }

    private mutating func takeOverhead(_ isAllowed: Bool) throws(HTTPError) {
        overheadByteCount += 1
        guard isAllowed else { throw .malformed("forbidden byte between chunks") }
        guard overheadByteCount <= Self.maximumOverheadByteCount else {
            throw HTTPError(.headTooLarge, "chunk extensions and trailers over \(Self.maximumOverheadByteCount) bytes")
        }
    }

    private func expect(_ byte: UInt8, _ expected: UInt8) throws(HTTPError) {
        guard byte == expected else { throw .malformed("chunk does not end where its size says") }
    }
}
