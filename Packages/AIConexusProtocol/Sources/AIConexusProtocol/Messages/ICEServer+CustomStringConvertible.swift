// SPDX-License-Identifier: MIT

extension ICEServer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The addresses, never the credential.
    public var description: String { "ICEServer(\(urls.joined(separator: ", ")))" }

    /// The addresses, never the credential.
    public var debugDescription: String { description }

    /// The addresses as the only child.
    public var customMirror: Mirror { Mirror(self, children: ["urls": urls]) }
}
