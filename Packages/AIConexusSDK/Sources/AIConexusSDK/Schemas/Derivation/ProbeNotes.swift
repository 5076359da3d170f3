// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// What a type asked its decoder for.
final class ProbeNotes {
    private struct Member {
        var notes: ProbeNotes
        var isRequired: Bool
        var isNullable: Bool
    }

    private enum Kind {
        /// Nothing was asked for, which fits any object.
        case nothing
        case known(JSONSchema)
        case object
        case list([ProbeNotes])
    }

    private var kind = Kind.nothing
    private var members: [String: Member] = [:]
    /// Members for which a type asked whether they are there, or `null`.
    private var doubtful: Set<String> = []
    private(set) var readsSingle = false
    /// How many single values are still to be refused.
    private(set) var refusalsLeft: Int

    init(refusing refusalCount: Int = 0) {
        refusalsLeft = refusalCount
    }

    private convenience init(_ schema: JSONSchema) {
        self.init()
        kind = .known(schema)
    }

    /// The schema of what was asked for.
    var schema: JSONSchema {
        switch kind {
        case .nothing: return .openObject
        case .known(let schema): return schema
        case .list(let elements):
            let schemas = elements.map { JSONValue.object($0.schema.json) }
            return JSONSchema([
                "type": "array", "prefixItems": .array(schemas),
                "minItems": .number(JSONNumber(integerLiteral: schemas.count)),
            ])
        case .object:
            let properties = members.mapValues { $0.isNullable ? $0.notes.schema.orNull : $0.notes.schema }
            return .object(properties, required: members.filter(\.value.isRequired).map(\.key))
        }
    }

    /// Whether a single value is to be refused.
    func refuses() -> Bool {
        guard refusalsLeft > 0 else { return false }
        refusalsLeft -= 1
        return true
    }

    func note(single schema: JSONSchema) {
        readsSingle = true
        kind = .known(schema)
    }

    // MARK: - Objects

    func readsObject() {
        if case .object = kind { return }
        kind = .object
    }

    /// A type asked whether a member is there, or `null`: it may be missing and may be `null`.
    func doubts(_ name: String) {
        doubtful.insert(name)
    }

    func note(_ name: String, _ schema: JSONSchema, isOptional: Bool) {
        note(name, ProbeNotes(schema), isOptional: isOptional)
    }

    /// Notes for a member that is read as an object or list right away, or by another decoder.
    func notes(for name: String) -> ProbeNotes {
        let notes = ProbeNotes()
        note(name, notes, isOptional: false)
        return notes
    }

    private func note(_ name: String, _ notes: ProbeNotes, isOptional: Bool) {
        readsObject()
        let isOptional = isOptional || doubtful.contains(name)
        members[name] = Member(notes: notes, isRequired: !isOptional, isNullable: isOptional)
    }

    // MARK: - Lists

    func readsList() {
        if case .list = kind { return }
        kind = .list([])
    }

    var elementCount: Int {
        if case .list(let elements) = kind { elements.count } else { 0 }
    }

    func note(element schema: JSONSchema) {
        append(ProbeNotes(schema))
    }

    /// Notes for an element that is read as an object or list right away, or by another decoder.
    func notesForElement() -> ProbeNotes {
        let notes = ProbeNotes()
        append(notes)
        return notes
    }

    private func append(_ notes: ProbeNotes) {
        guard case .list(let elements) = kind else { return }
        kind = .list(elements + [notes])
    }
}
