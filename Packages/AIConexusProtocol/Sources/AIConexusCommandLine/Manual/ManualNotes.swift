// SPDX-License-Identifier: MIT

/// What a manual page says that no command declares.
public struct ManualNotes: Sendable {
    /// A name with its meaning.
    public typealias Entry = (name: String, meaning: String)

    /// Variables of the environment.
    public var environment: [Entry]
    /// Files.
    public var files: [Entry]
    /// Other pages, as in `aiconexus-gateway(1)`.
    public var seeAlso: [String]

    /// Creates notes.
    ///
    /// - Parameters:
    ///   - environment: variables of the environment.
    ///   - files: files.
    ///   - seeAlso: other pages.
    public init(environment: [Entry] = [], files: [Entry] = [], seeAlso: [String] = []) {
        self.environment = environment
        self.files = files
        self.seeAlso = seeAlso
    }
}
