// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
private import Glibc

/// The gateways that this user has met, by host and port, so that none can take the place of another.
///
/// **Shape of the file:** lines of ASCII: `HOST:PORT DID TIME`, the time of the first meeting; empty lines and lines that
/// begin with `#` mean nothing. Every change is made under a lock, to a fresh file that then takes the place of the old
/// one: whoever reads it, at any time, finds the whole of one or the other.
struct KnownGateways: Sendable {
    /// A gateway as it was met first.
    struct Entry: Hashable, Sendable {
        /// `host:port`, in lower case.
        var place: String
        /// Who it was.
        var did: DID
        /// Since when it is known.
        var since: Timestamp?

        fileprivate var line: String {
            "\(place) \(did)" + (since.map { " \($0)" } ?? "") + "\n"
        }
    }

    /// More gateways than anybody meets.
    private static let maximumByteCount = 1 << 20

    /// Where the file is.
    let path: String

    /// Decides where the file is; touches nothing.
    ///
    /// That is `XDG_STATE_HOME/aiconexus/known_gateways`, or `HOME/.local/state/aiconexus/known_gateways`.
    ///
    /// - Parameter variable: the variables of the environment.
    init?(_ variable: (String) -> String? = Environment.variable) {
        // Relative paths are to be ignored, says the XDG Base Directory Specification.
        func folder(_ name: String) -> String? {
            variable(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        guard let state = folder("XDG_STATE_HOME") ?? folder("HOME").map({ "\($0)/.local/state" }) else { return nil }
        path = "\(state)/aiconexus/known_gateways"
    }

    /// Everything in the file, in its order; nothing when there is no file.
    ///
    /// - Throws: `CommandError` with the line that cannot be read: a file that was damaged must not make us forget.
    func entries() throws(CommandError) -> [Entry] {
        guard let bytes = try SmallFile.read(ifThere: path, maximumByteCount: Self.maximumByteCount) else { return [] }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        var entries: [Entry] = []
        for (index, line) in lines.enumerated() {
            let words = line.split(separator: " ")
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard (2...3).contains(words.count), let did = try? DID(String(words[1])) else {
                throw CommandError(.failed, "\(path): line \(index + 1) is not 'HOST:PORT DID TIME': mend or remove it")
            }
            entries.append(
                Entry(place: String(first), did: did, since: words.dropFirst(2).first.flatMap { Timestamp(String($0)) })
            )
        }
        return entries
    }

    /// Who was met at a place.
    func find(_ place: String) throws(CommandError) -> DID? {
        try entries().first { $0.place == place }?.did
    }

    /// Remembers who was met at a place, unless somebody was before.
    ///
    /// - Returns: who is known there now.
    /// - Throws: `CommandError`.
    func remember(_ did: DID, at place: String) throws(CommandError) -> DID {
        try change { entries in
            if let known = entries.first(where: { $0.place == place }) { return known.did }
            entries.append(Entry(place: place, did: did, since: .systemTime()))
            return did
        }
    }

    /// Takes a gateway for the right one at its place from now on.
    ///
    /// - Returns: who was there before.
    /// - Throws: `CommandError`.
    func trust(_ did: DID, at place: String) throws(CommandError) -> DID? {
        try change { entries in
            guard let index = entries.firstIndex(where: { $0.place == place }) else {
                entries.append(Entry(place: place, did: did, since: .systemTime()))
                return nil
            }
            let previous = entries[index].did
            if previous != did { entries[index] = Entry(place: place, did: did, since: .systemTime()) }
            return previous
        }
    }

    /// Forgets who was met at a place.
    ///
    /// - Returns: whether anybody was.
    /// - Throws: `CommandError`.
    func forget(_ place: String) throws(CommandError) -> Bool {
        try change { entries in
            let count = entries.count
            entries.removeAll { $0.place == place }
            return entries.count < count
        }
    }

    private func change<Result>(_ body: (inout [Entry]) -> Result) throws(CommandError) -> Result {
        try SmallFile.makeFolder(of: path)
        return try SmallFile.withLock(path + ".lock") { () throws(CommandError) in
            var entries = try entries()
            let before = entries
            let result = body(&entries)
            if entries != before {
                try SmallFile.replace(path, with: Array(entries.map(\.line).joined().utf8))
            }
            return result
        }
    }
}
