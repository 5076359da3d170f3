// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension SettingForm where Value: FixedWidthInteger {
    /// A whole number.
    static func integer(_ range: ClosedRange<Value>, _ valueName: String = "N") -> SettingForm {
        SettingForm(
            valueName: valueName,
            expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            range: "\(range.lowerBound)…\(range.upperBound)",
            isList: false,
            readTexts: { texts throws(SettingFault) in
                let text = texts.last ?? ""
                guard let value = Value(decimal: text), range.contains(value) else { throw SettingFault(text) }
                return value
            },
            readJSON: { json throws(SettingFault) in
                guard let value = json.int.flatMap(Value.init(exactly:)), range.contains(value) else {
                    throw SettingFault(json)
                }
                return value
            },
            json: { .number(exactly: Int($0)) }
        )
    }
}

extension SettingForm where Value == Int {
    /// A number of bytes: a whole number, alone or with `KiB`, `MiB` or `GiB`.
    static func byteCount(_ range: ClosedRange<Int>) -> SettingForm {
        let bounds = (ByteCountText.write(range.lowerBound), ByteCountText.write(range.upperBound))
        let expected = "a size from \(bounds.0) to \(bounds.1), as in 64KiB"
        return SettingForm(
            valueName: "SIZE",
            expected: expected,
            range: "\(bounds.0)…\(bounds.1)",
            isList: false,
            readTexts: { texts throws(SettingFault) in
                let text = texts.last ?? ""
                guard let value = ByteCountText.read(text), range.contains(value) else { throw SettingFault(text) }
                return value
            },
            readJSON: { json throws(SettingFault) in
                guard let value = json.int ?? json.string.flatMap(ByteCountText.read), range.contains(value) else {
                    throw SettingFault(json)
                }
                return value
            },
            json: { .string(ByteCountText.write($0)) }
        )
    }
}

extension SettingForm where Value == Duration {
    /// A time: a whole number with `ms`, `s`, `m`, `h` or `d`.
    static func duration(_ range: ClosedRange<Duration>) -> SettingForm {
        let bounds = (DurationText.write(range.lowerBound), DurationText.write(range.upperBound))
        return .text(
            "TIME",
            expected: "a time from \(bounds.0) to \(bounds.1), as in 30s or 500ms",
            range: "\(bounds.0)…\(bounds.1)",
            write: DurationText.write
        ) { text in
            DurationText.read(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension FixedWidthInteger {
    /// The number written as `text` in decimal digits alone, or `nil`.
    init?(decimal text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.init(text)
    }
}

extension JSONValue {
    /// A whole number within ±(2^53 − 1), which every count and time of ours is.
    static func number(exactly integer: Int) -> JSONValue {
        guard let number = JSONNumber(exactly: integer) else { preconditionFailure("\(integer) is beyond 2^53") }
        return .number(number)
    }
}
