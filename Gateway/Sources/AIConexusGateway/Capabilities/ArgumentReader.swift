// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Reads the arguments of one of the gateway's capabilities; each fault is `INVALID_ARGUMENTS` with the pointer.
struct ArgumentReader {
    private var rest: JSONObject

    /// Arguments of a request; absent ones are none.
    init(_ request: ExecRequest) {
        rest = request.args ?? [:]
    }

    mutating func text(_ name: JSONName) throws(ProtocolError) -> String? {
        guard let value = take(name) else { return nil }
        guard let text = value.string else { throw Self.misfit(name, "a string") }
        return text
    }

    mutating func capability(_ name: JSONName) throws(ProtocolError) -> CapabilityID? {
        guard let text = try text(name) else { return nil }
        guard let id = CapabilityID(text) else { throw Self.misfit(name, "a capability id") }
        return id
    }

    mutating func integer(_ name: JSONName, in range: ClosedRange<Int>) throws(ProtocolError) -> Int? {
        guard let value = take(name) else { return nil }
        guard let number = value.int, range.contains(number) else {
            throw Self.misfit(name, "an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func did(_ name: JSONName, _ expectation: String = "a DID") throws(ProtocolError) -> DID? {
        guard let text = try text(name) else { return nil }
        do throws(DIDError) {
            return try DID(text)
        } catch {
            throw Self.misfit(name, "\(expectation): \(error.message)")
        }
    }

    /// Says that there are no other arguments.
    func end() throws(ProtocolError) {
        guard let unknown = rest.first?.name.text else { return }
        let name = unknown.utf8.count <= Self.maximumRepeatedByteCount ? unknown : "…"
        let token = name.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
        throw ProtocolError(.invalidArguments, "there is no such argument", pointer: "/payload/args/\(token)")
    }

    static func misfit(_ name: JSONName, _ expectation: String) -> ProtocolError {
        ProtocolError(.invalidArguments, "expected \(expectation)", pointer: "/payload/args/\(name)")
    }

    private mutating func take(_ name: JSONName) -> JSONValue? {
        let value = rest[name]
        rest[name] = nil
        return value
    }

    private static let maximumRepeatedByteCount = 128
}
