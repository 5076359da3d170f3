// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// A file of STUN and TURN servers that are the same for all agents.
///
/// **Shape:** a JSON array of objects as browsers take them, and when credentials end: `{"urls": [string] or string,
/// "username"?, "credential"?, "expires"?: RFC 3339 time}`. Agents ask again before that; the file is to be replaced, and
/// read again, in time.
package enum ICEServerFile {
    /// The most that such a file may have.
    package static let maximumByteCount = 64 << 10
    private static let maximumServerCount = 32

    /// Reads a file.
    ///
    /// - Throws: `malformed`, or as ``StateFile/read(_:maximumByteCount:)``.
    package static func read(path: String) throws(StateError) -> [ICEServer] {
        try parse(StateFile.read(path, maximumByteCount: maximumByteCount), path: path)
    }

    static func parse(_ bytes: [UInt8], path: String) throws(StateError) -> [ICEServer] {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes.span)
        } catch {
            throw StateError(.malformed, "\(path) must be a JSON array of servers: \(error)")
        }
        guard let elements = json.array, elements.count <= maximumServerCount else {
            throw StateError(.malformed, "\(path) must be a JSON array of at most \(maximumServerCount) servers")
        }
        var servers: [ICEServer] = []
        for (index, element) in elements.enumerated() {
            guard let server = element.object.flatMap(server) else {
                throw StateError(
                    .malformed,
                    "server \(index + 1) in \(path) must be {\"urls\": [string], \"username\"?: string, \"credential\"?: string, "
                        + "\"expires\"?: time}"
                )
            }
            servers.append(server)
        }
        return servers
    }

    private static func server(_ object: JSONObject) -> ICEServer? {
        let known: Set<JSONName> = ["urls", "username", "credential", "expires"]
        guard object.allSatisfy({ known.contains($0.name) }), let urls = object["urls"] else { return nil }
        let texts = urls.string.map { [$0] } ?? urls.array?.compactMap(\.string) ?? []
        let isComplete = !texts.isEmpty && texts.count == (urls.array?.count ?? 1) && !texts.contains("")
        guard isComplete, ["username", "credential"].allSatisfy({ object[$0].map { $0.string != nil } ?? true }) else {
            return nil
        }
        let expires = object["expires"]?.string.flatMap(Timestamp.init)
        guard object["expires"] == nil || expires != nil else { return nil }
        return ICEServer(
            urls: texts,
            username: object["username"]?.string,
            credential: object["credential"]?.string,
            expires: expires
        )
    }
}
