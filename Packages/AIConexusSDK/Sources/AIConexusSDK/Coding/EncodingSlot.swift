// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// A place for one value that is being written; what a type's `encode(to:)` is given.
final class EncodingSlot: CodingPlace {
    /// What has been written so far.
    private enum Kind {
        case nothing, value, object, array
    }

    /// Members for which there is room at first, as most objects have no more.
    private static let usualMemberCount = 8

    let parent: EncodingSlot?
    let step: CodingStep?
    private let session: EncodingSession
    private let depth: Int
    private var kind = Kind.nothing
    private var value = JSONValue.null
    /// How many values stand for one another here.
    private var wrapCount = 0
    private var members: [(JSONName, JSONValue)] = []
    private var elements: [JSONValue] = []
    /// Parts that may still change, by their index; `null` stands in their places.
    private var openParts: [(index: Int, slot: EncodingSlot)] = []

    /// The whole.
    init(_ session: EncodingSession) {
        self.session = session
        (parent, step, depth) = (nil, nil, 1)
    }

    private init(within parent: EncodingSlot, _ step: CodingStep) {
        self.parent = parent
        self.step = step
        session = parent.session
        depth = parent.depth + 1
    }

    var elementCount: Int { elements.count }

    // MARK: - Writing

    /// The JSON of a value that stands here.
    func write<Value: Encodable>(_ value: Value) throws -> JSONValue {
        if let json = try written(value) { return json }
        defer { closeParts() }
        do {
            try value.encode(to: self)
        } catch {
            session.noteFailure(at: self)
            throw error
        }
        guard kind != .nothing else { throw error("\(Value.self) wrote nothing") }
        return try finished()
    }

    func set(_ json: JSONValue) {
        kind = .value
        value = json
    }

    func set(scalar: some JSONScalar) throws {
        do throws(Misfit) {
            set(try scalar.written())
        } catch {
            throw self.error(error.message)
        }
    }

    func add(_ json: JSONValue, _ name: String) {
        if members.isEmpty { members.reserveCapacity(Self.usualMemberCount) }
        members.append((JSONName(name), json))
    }

    func add(_ json: JSONValue) {
        elements.append(json)
    }

    /// A place for the member of this name.
    func part(_ key: some CodingKey) -> EncodingSlot {
        let slot = EncodingSlot(within: self, .member(key))
        openParts.append((members.count, slot))
        add(.null, key.stringValue)
        return slot
    }

    /// A place for the next element.
    func part() -> EncodingSlot {
        let slot = EncodingSlot(within: self, .element(elements.count))
        openParts.append((elements.count, slot))
        add(.null)
        return slot
    }

    /// The JSON of a value that will be added as the member of this name.
    func write(_ value: some Encodable, _ key: some CodingKey) throws -> JSONValue {
        try checkDepth()
        return try EncodingSlot(within: self, .member(key)).write(value)
    }

    /// The JSON of a value that will be added as the next element.
    func writeElement(_ value: some Encodable) throws -> JSONValue {
        try checkDepth()
        return try EncodingSlot(within: self, .element(elements.count)).write(value)
    }

    // MARK: - Reading what was written

    private func finished() throws -> JSONValue {
        if kind == .value { return value }
        if kind == .nothing { return .object([:]) }
        try checkDepth()
        for (index, slot) in openParts {
            let json = try slot.finished()
            if kind == .object { members[index].1 = json } else { elements[index] = json }
        }
        return kind == .object ? .object(JSONObject(members: members)) : .array(elements)
    }

    /// Lets go of parts, which have hold of this place: otherwise all would stay for ever.
    private func closeParts() {
        for part in openParts { part.slot.closeParts() }
        openParts = []
    }

    /// The JSON of a type with a form that is not left to its own code, or whose own code would be slow.
    private func written<Value: Encodable>(_ value: Value) throws -> JSONValue? {
        if Value.self == JSONValue.self, let json = value as? JSONValue { return try checked(json) }
        if Value.self == JSONObject.self, let object = value as? JSONObject { return try checked(.object(object)) }
        if Value.self == [String].self, let texts = value as? [String] {
            return try checked(.array(texts.map(JSONValue.string)))
        }
        do throws(Misfit) {
            return try FoundationValue.write(value)
        } catch {
            throw self.error(error.message)
        }
    }

    private func checked(_ json: JSONValue) throws -> JSONValue {
        if json.isDeeper(than: session.maximumDepth - depth + 1) { throw tooDeep }
        return json
    }

    /// Values that contain themselves would go on until the stack ends.
    private func checkDepth() throws {
        guard depth <= session.maximumDepth, wrapCount <= session.maximumDepth else { throw tooDeep }
    }

    private var tooDeep: EncodingError { error("nests deeper than \(session.maximumDepth)") }

    private func error(_ message: String) -> EncodingError {
        EncodingError.invalidValue(value, .init(codingPath: path, debugDescription: message))
    }

    /// The error for what cannot be a part.
    func error(_ misfit: Misfit, _ step: CodingStep) -> EncodingError {
        EncodingError.invalidValue(value, .init(codingPath: path(to: step), debugDescription: misfit.message))
    }
}

extension EncodingSlot: Encoder {
    var codingPath: [any CodingKey] { path }
    var userInfo: [CodingUserInfoKey: Any] { session.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        become(.object)
        return KeyedEncodingContainer(KeyedSlot(self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        become(.array)
        return UnkeyedSlot(self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    /// A superclass that encodes into the same encoder goes on where its subclass began; a change of mind starts anew.
    private func become(_ kind: Kind) {
        if self.kind != kind {
            closeParts()
            (members, elements) = ([], [])
        }
        self.kind = kind
    }
}

extension EncodingSlot: SingleValueEncodingContainer {
    func encodeNil() { set(.null) }
    func encode(_ value: Bool) throws { try set(scalar: value) }
    func encode(_ value: String) throws { try set(scalar: value) }
    func encode(_ value: Double) throws { try set(scalar: value) }
    func encode(_ value: Float) throws { try set(scalar: value) }
    func encode(_ value: Int) throws { try set(scalar: value) }
    func encode(_ value: Int8) throws { try set(scalar: value) }
    func encode(_ value: Int16) throws { try set(scalar: value) }
    func encode(_ value: Int32) throws { try set(scalar: value) }
    func encode(_ value: Int64) throws { try set(scalar: value) }
    func encode(_ value: Int128) throws { try set(scalar: value) }
    func encode(_ value: UInt) throws { try set(scalar: value) }
    func encode(_ value: UInt8) throws { try set(scalar: value) }
    func encode(_ value: UInt16) throws { try set(scalar: value) }
    func encode(_ value: UInt32) throws { try set(scalar: value) }
    func encode(_ value: UInt64) throws { try set(scalar: value) }
    func encode(_ value: UInt128) throws { try set(scalar: value) }
    func encode(_ value: some Encodable) throws {
        wrapCount += 1
        try checkDepth()
        set(try write(value))
    }
}
