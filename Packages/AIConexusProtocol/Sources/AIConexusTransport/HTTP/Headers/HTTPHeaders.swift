// SPDX-License-Identifier: MIT

/// The header fields of a request or response, in their order.
///
/// A value can never contain what would end its line: forbidden bytes become spaces when it is stored (RFC 9110 §5.5),
/// so that text of a peer's cannot forge fields. Parsers bound number and size, see ``HTTPConfiguration``.
public struct HTTPHeaders: Hashable, Sendable {
    /// One field.
    public struct Field: Hashable, Sendable {
        /// The name.
        public let name: HTTPFieldName
        /// The value without white space around it.
        public let value: String

        /// Creates a field.
        ///
        /// - Parameters:
        ///   - name: the name.
        ///   - value: any text; control characters become spaces.
        public init(_ name: HTTPFieldName, _ value: String) {
            self.name = name
            let isClean = value.utf8.allSatisfy(HTTPCharacter.isFieldValue)
            self.value = isClean ? value : String(decoding: value.utf8.map(Self.cleaned), as: UTF8.self)
        }

        private static func cleaned(_ byte: UInt8) -> UInt8 {
            HTTPCharacter.isFieldValue(byte) ? byte : UInt8(ascii: " ")
        }
    }

    /// All fields, repeated names included.
    public private(set) var fields: [Field] = []

    /// Creates a header without fields.
    public init() {}

    /// The value of the first field with this name; setting replaces all of them, `nil` removes them.
    public subscript(name: HTTPFieldName) -> String? {
        get { fields.first { $0.name == name }?.value }
        set {
            fields.removeAll { $0.name == name }
            if let newValue { fields.append(Field(name, newValue)) }
        }
    }

    /// Appends a field, even if there is one of that name.
    public mutating func append(_ name: HTTPFieldName, _ value: String) {
        fields.append(Field(name, value))
    }

    /// The values of all fields with this name, in order.
    public func values(_ name: HTTPFieldName) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// The elements of all fields with this name read as comma-separated lists of tokens, in order.
    ///
    /// Elements that are no tokens are kept as they are. Source: RFC 9110 §5.6.1.
    public func list(_ name: HTTPFieldName) -> [String] {
        values(name).flatMap { value in
            value.utf8.split(separator: UInt8(ascii: ",")).compactMap { element in
                let trimmed = element.trimmingSpace()
                return trimmed.isEmpty ? nil : String(decoding: trimmed, as: UTF8.self)
            }
        }
    }

    /// Whether one of the elements of ``list(_:)`` is `token`, in upper or lower case.
    public func list(_ name: HTTPFieldName, contains token: String) -> Bool {
        let token = token.lowercased()
        return list(name).contains { $0.lowercased() == token }
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// Creates a header with these fields.
    public init(dictionaryLiteral fields: (HTTPFieldName, String)...) {
        self.fields = fields.map { Field($0.0, $0.1) }
    }
}

extension BidirectionalCollection where Element == UInt8 {
    /// The elements without spaces and tabs at both ends.
    func trimmingSpace() -> SubSequence {
        guard let first = firstIndex(where: { !HTTPCharacter.isSpace($0) }),
            let last = lastIndex(where: { !HTTPCharacter.isSpace($0) })
        else { return self[startIndex..<startIndex] }
        return self[first...last]
    }
}
