// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// How the values of a setting are written, on the command line, in the environment and in JSON.
struct SettingForm<Value: Equatable & Sendable>: Sendable {
    /// What stands for the value in the help, as in `FILE`; `nil` for a switch, which is only there or not.
    let valueName: String?
    /// What a value must be, for people, as in `a whole number from 1 to 10`.
    let expected: String
    /// The values that are taken, for tables, as in `1…10`; empty when `expected` says enough.
    let range: String
    /// Whether the setting holds several values.
    let isList: Bool
    /// Reads the texts of all uses; exactly one for a setting that holds one value.
    let readTexts: @Sendable ([String]) throws(SettingFault) -> Value
    /// Reads a value of JSON.
    let readJSON: @Sendable (JSONValue) throws(SettingFault) -> Value
    /// Writes a value as JSON that can be read back.
    let json: @Sendable (Value) -> JSONValue
}

extension SettingForm {
    /// A value that is written as the same text everywhere.
    static func text(
        _ valueName: String,
        expected: String,
        range: String = "",
        write: @escaping @Sendable (Value) -> String,
        read: @escaping @Sendable (String) -> Value?
    ) -> SettingForm {
        SettingForm(
            valueName: valueName,
            expected: expected,
            range: range,
            isList: false,
            readTexts: { texts throws(SettingFault) in
                let text = texts.last ?? ""
                guard let value = read(text) else { throw SettingFault(text) }
                return value
            },
            readJSON: { json throws(SettingFault) in
                guard let value = json.string.flatMap(read) else { throw SettingFault(json) }
                return value
            },
            json: { .string(write($0)) }
        )
    }
}

extension SettingForm {
    /// Several values: an option for each, or with commas between them, and an array in JSON.
    static func list<Element: Equatable & Sendable>(_ element: SettingForm<Element>) -> SettingForm
    where Value == [Element] {
        SettingForm(
            valueName: element.valueName,
            expected: element.expected,
            range: element.range,
            isList: true,
            readTexts: { texts throws(SettingFault) in
                var values: [Element] = []
                for text in texts.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
                    values.append(try element.readTexts([Self.trimmed(text)]))
                }
                return try Self.bounded(values)
            },
            readJSON: { json throws(SettingFault) in
                guard let elements = json.array else { throw SettingFault(json) }
                var values: [Element] = []
                for json in elements { values.append(try element.readJSON(json)) }
                return try Self.bounded(values)
            },
            json: { .array($0.map(element.json)) }
        )
    }

    private static func trimmed(_ text: Substring) -> String {
        let rest = text.drop { $0 == " " }
        return String(rest[..<(rest.lastIndex { $0 != " " }.map(rest.index(after:)) ?? rest.startIndex)])
    }

    private static func bounded<Element>(_ values: [Element]) throws(SettingFault) -> [Element] {
        guard values.count <= maximumElementCount else { throw SettingFault("a list of \(values.count)") }
        return values
    }

    /// The most values of one setting.
    private static var maximumElementCount: Int { 10_000 }
}

extension SettingFault {
    init(_ json: JSONValue) {
        self.init(json.string ?? json.canonicalText)
    }
}
