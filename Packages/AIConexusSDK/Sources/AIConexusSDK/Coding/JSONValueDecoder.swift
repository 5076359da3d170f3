// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// Reads JSON values as `Decodable` types; the counterpart of ``JSONValueEncoder``.
///
/// Members that a type does not ask for are overlooked. Numbers must fit the type that is asked for, without losing a
/// fraction or a digit. A member that is missing or `null` is `nil` to an optional. `Date`, `Data`, `URL` and `UUID`
/// are read from the texts that the encoder writes; a date may also have an offset, as in `+02:00`.
public struct JSONValueDecoder: Sendable {
    /// What a type's own `Decodable` code may ask for.
    public var userInfo: [CodingUserInfoKey: any Sendable] = [:]
    /// How deep lists and objects may nest, the outermost one being 1.
    ///
    /// Each level takes stack, and how much is up to the types.
    public var maximumDepth = JSONLimits.standard.maximumDepth

    /// Creates a decoder for the depth of a message, 32.
    public init() {}

    /// Reads a value.
    ///
    /// - Parameters:
    ///   - type: what to read.
    ///   - value: its JSON.
    /// - Returns: the value.
    /// - Throws: ``JSONCodingError`` with the place of what does not fit.
    public func decode<Value: Decodable>(_ type: Value.Type, from value: JSONValue) throws(JSONCodingError) -> Value {
        let session = DecodingSession(userInfo: userInfo, maximumDepth: maximumDepth)
        defer { session.end() }
        let source = ValueSource(value, session)
        do {
            return try source.read(type)
        } catch {
            throw JSONCodingError(error, at: session.failed?.path ?? [])
        }
    }
}

/// What is the same for all parts of a value that is being read.
final class DecodingSession {
    let userInfo: [CodingUserInfoKey: any Sendable]
    let maximumDepth: Int
    /// The innermost place where something was thrown last.
    private(set) var failed: ValueSource?

    init(userInfo: [CodingUserInfoKey: any Sendable], maximumDepth: Int) {
        self.userInfo = userInfo
        self.maximumDepth = maximumDepth
    }

    /// Notes that reading `source` threw, unless that came from within it.
    func noteFailure(at source: ValueSource) {
        var place = failed
        while let present = place {
            if present === source { return }
            place = present.parent
        }
        failed = source
    }

    /// Lets go of the place that was noted, which has hold of the session: otherwise both would stay for ever.
    func end() {
        failed = nil
    }
}
