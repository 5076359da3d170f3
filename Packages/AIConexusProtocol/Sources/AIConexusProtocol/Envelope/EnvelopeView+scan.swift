// SPDX-License-Identifier: MIT

extension EnvelopeView {
    /// Whether `bytes` are a canonical object whose payload has its type's shape: the first part of making a view.
    ///
    /// The envelope's members are found, but only the type is read. For benchmarks, which tell this part's cost apart.
    ///
    /// - Parameters:
    ///   - bytes: a text.
    ///   - limits: what the text may ask of its reader.
    /// - Returns: false also for what ``init(scanning:limits:)`` would rewrite and accept.
    @_spi(Benchmarks)
    public static func isCanonicalWithFittingPayload(
        _ bytes: Span<UInt8>,
        limits: JSONLimits = .standard
    ) -> Bool {
        var index = EnvelopeIndex()
        guard index.scan(bytes, limits: limits), index.type.kind == .string,
            let type = MessageType(decoding: bytes.extracting(index.type.textRange))
        else { return false }
        do throws(ProtocolError) {
            try ObjectChecker(toleratesUnknown: false).checkPayload(index.payloadMembers, of: type, in: bytes)
            return true
        } catch {
            return false
        }
    }
}
