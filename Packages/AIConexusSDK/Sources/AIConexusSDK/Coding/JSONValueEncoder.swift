// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// Writes `Encodable` values as JSON values.
///
/// Numbers must be finite and integers lie within ±(2^53 − 1), beyond which JSON readers disagree. A `nil` of a
/// synthesised `Codable` is left out, an explicit one is `null`. Foundation's `Date` is written as RFC 3339 in UTC with
/// milliseconds, `Data` as base64, `URL` and `UUID` as text; `[UInt8]` is a list of numbers.
public struct JSONValueEncoder: Sendable {
    /// What a type's own `Encodable` code may ask for.
    public var userInfo: [CodingUserInfoKey: any Sendable] = [:]
    /// How deep lists and objects may nest, the outermost one being 1.
    public var maximumDepth = JSONLimits.standard.maximumDepth

    /// Creates an encoder for the depth of a message, 32.
    public init() {}

    /// Writes a value.
    ///
    /// - Parameter value: what to write.
    /// - Returns: its JSON.
    /// - Throws: ``JSONCodingError`` with the place of what cannot be written.
    public func encode(_ value: some Encodable) throws(JSONCodingError) -> JSONValue {
        let session = EncodingSession(userInfo: userInfo, maximumDepth: maximumDepth)
        defer { session.end() }
        do {
            return try EncodingSlot(session).write(value)
        } catch {
            throw JSONCodingError(error, at: session.failed?.path ?? [])
        }
    }
}

/// What is the same for all parts of a value that is being written.
final class EncodingSession {
    let userInfo: [CodingUserInfoKey: any Sendable]
    let maximumDepth: Int
    /// The innermost place where something was thrown last.
    private(set) var failed: EncodingSlot?

    init(userInfo: [CodingUserInfoKey: any Sendable], maximumDepth: Int) {
        self.userInfo = userInfo
        self.maximumDepth = maximumDepth
    }

    /// Notes that writing at `slot` threw, unless that came from within it.
    func noteFailure(at slot: EncodingSlot) {
        var place = failed
        while let present = place {
            if present === slot { return }
            place = present.parent
        }
        failed = slot
    }

    /// Lets go of the place that was noted, which has hold of the session: otherwise both would stay for ever.
    func end() {
        failed = nil
    }
}
