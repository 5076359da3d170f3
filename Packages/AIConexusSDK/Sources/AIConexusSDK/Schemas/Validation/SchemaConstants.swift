// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// What `enum` or `const` permit.
struct SchemaConstants: Sendable {
    /// The longest list of permitted values that a message holds, in bytes.
    private static let complaintByteCount = 200

    let keyword: String
    /// How much work a comparison with those that are no texts is, at most.
    let weight: Int
    private let values: [JSONValue]
    /// Texts, as names because those are equal when their bytes are.
    private let texts: Set<JSONName>
    private let others: [JSONValue]

    init(_ values: [JSONValue], keyword: String) {
        self.keyword = keyword
        self.values = values
        texts = Set(values.compactMap { $0.string.map { JSONName($0) } })
        others = values.filter { $0.string == nil }
        weight = others.reduce(1) { $0 + $1.weight }
    }

    func contains(_ value: JSONValue) -> Bool {
        if case .string(let text) = value { return texts.contains(JSONName(text)) }
        return others.contains(value)
    }

    /// What to say about another value.
    var complaint: String {
        var list = ""
        for value in values {
            guard value.weight <= Self.complaintByteCount / 4 else { return generalComplaint }
            list += (list.isEmpty ? "" : ", ") + value.canonicalText
            guard list.utf8.count <= Self.complaintByteCount else { return generalComplaint }
        }
        return values.count == 1 ? "is not \(list)" : "is none of \(list)"
    }

    private var generalComplaint: String { "is none of the permitted values" }
}

extension JSONValue {
    /// How many values it is made of, itself included, a long text counting for several.
    var weight: Int {
        switch self {
        case .null, .bool, .number: 1
        case .string(let text): 1 + text.utf8.count / 64
        case .array(let elements): elements.reduce(1) { $0 + $1.weight }
        case .object(let object): object.reduce(1) { $0 + 1 + $1.name.text.utf8.count / 64 + $1.value.weight }
        }
    }
}
