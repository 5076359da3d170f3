// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
// Types of users' structs come from here. By their own `Codable` code a date is a number of seconds since 2001 and
// bytes are a list of numbers, which agents in other languages cannot be expected to understand.
internal import FoundationEssentials

/// The four types of Foundation whose form in JSON is not left to their own code.
///
/// `Date` is RFC 3339 in UTC with milliseconds, `Data` base64 with padding, `URL` and `UUID` are texts.
enum FoundationValue {
    /// Reads one of these types; `nil` for another type.
    static func read<Value>(_ type: Value.Type, _ json: JSONValue) throws(Misfit) -> Value? {
        if type == Date.self { return try date(String.read(json)) as? Value }
        if type == Data.self { return try data(String.read(json)) as? Value }
        if type == URL.self { return try url(String.read(json)) as? Value }
        if type == UUID.self { return try uuid(String.read(json)) as? Value }
        return nil
    }

    /// Writes a value of one of these types; `nil` for one of another type.
    static func write<Value>(_ value: Value) throws(Misfit) -> JSONValue? {
        if Value.self == Date.self, let date = value as? Date { return .string(try text(of: date)) }
        if Value.self == Data.self, let data = value as? Data { return .string(Base64.encode(data.span)) }
        if Value.self == URL.self, let url = value as? URL { return .string(url.absoluteString) }
        if Value.self == UUID.self, let uuid = value as? UUID { return .string(uuid.uuidString.lowercased()) }
        return nil
    }

    /// The schema of one of these types, and an example; `nil` for another type.
    static func schema(of type: Any.Type) -> (JSONSchema, JSONValue)? {
        let schema: JSONSchema
        switch ObjectIdentifier(type) {
        case ObjectIdentifier(Date.self): schema = .string(format: "date-time")
        case ObjectIdentifier(URL.self): schema = .string(format: "uri")
        case ObjectIdentifier(UUID.self): schema = .string(format: "uuid")
        case ObjectIdentifier(Data.self): schema = JSONSchema(["type": "string", "contentEncoding": "base64"])
        default: return nil
        }
        return (schema, schema.example)
    }

    // MARK: - Dates

    private static func text(of date: Date) throws(Misfit) -> String {
        let milliseconds = (date.timeIntervalSince1970 * 1_000).rounded()
        guard let whole = Int64(exactly: milliseconds) else { throw Misfit("\(milliseconds) ms is no date") }
        let timestamp = Timestamp(millisecondsSinceEpoch: whole)
        // A timestamp has four digits for the year, and clamps what needs more.
        guard timestamp.millisecondsSinceEpoch == whole else { throw Misfit("the year has more than four digits") }
        return timestamp.description
    }

    private static func date(_ text: String) throws(Misfit) -> Date {
        let offsetText = text.utf8.suffix(6)
        guard let sign = offsetText.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return try moment(text)
        }
        let parts = offsetText.dropFirst().split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.count == 2 ? UInt8(String(Substring($0))) : nil }
        guard numbers.count == 2, numbers[0] < 24, numbers[1] < 60 else { throw notADate }
        let seconds = Double(numbers[0]) * 3_600 + Double(numbers[1]) * 60
        return try moment(text.dropLast(6) + "Z") + (sign == UInt8(ascii: "+") ? -seconds : seconds)
    }

    private static func moment(_ text: String) throws(Misfit) -> Date {
        guard let timestamp = Timestamp(text) else { throw notADate }
        return Date(
            timeIntervalSince1970: Double(timestamp.secondsSinceEpoch) + Double(timestamp.nanoseconds) / 1e9
        )
    }

    private static var notADate: Misfit { Misfit("is no date as RFC 3339 has it, as in 2026-11-21T10:15:30Z") }

    // MARK: - Others

    private static func data(_ text: String) throws(Misfit) -> Data {
        do throws(BaseEncodingError) {
            return Data(try Base64.decode(text.utf8Span.span))
        } catch {
            throw Misfit("is no base64 with padding: \(error)")
        }
    }

    private static func url(_ text: String) throws(Misfit) -> URL {
        guard let url = URL(string: text) else { throw Misfit("is no URL") }
        return url
    }

    private static func uuid(_ text: String) throws(Misfit) -> UUID {
        guard let uuid = UUID(uuidString: text) else { throw Misfit("is no UUID") }
        return uuid
    }
}
