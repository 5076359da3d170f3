// SPDX-License-Identifier: MIT

extension JSONValue {
    /// Reads a JSON text strictly, as I-JSON.
    ///
    /// The text is one value in UTF-8 with optional whitespace around it. Beyond the grammar it must have no duplicate
    /// names, no lone surrogates, no number that is infinite as a double or longer than 64 bytes, and no integer
    /// beyond ±(2^53 − 1) that is not the canonical text of its double.
    ///
    /// - Parameters:
    ///   - bytes: the whole text; a byte order mark is refused.
    ///   - limits: what the text may ask of the reader.
    /// - Throws: a ``JSONError`` with the place of the fault.
    /// - Complexity: O(n log m) for n bytes and objects of m members; O(n) when their names ascend.
    public init(parsing bytes: Span<UInt8>, limits: JSONLimits = .standard) throws(JSONError) {
        var reader = JSONReader(limits: limits)
        self = try reader.readText(bytes)
    }

    /// Reads a JSON text strictly, by the rules for bytes.
    ///
    /// - Parameters:
    ///   - text: the whole text.
    ///   - limits: what the text may ask of the reader.
    /// - Throws: a ``JSONError``, whose place counts bytes of UTF-8.
    public init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: text.utf8Span.span, limits: limits)
    }
}
