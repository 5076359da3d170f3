// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

extension JSONValue {
    /// Reads a text that a command was given.
    ///
    /// - Parameters:
    ///   - text: JSON in UTF-8.
    ///   - limits: what it may ask of its reader.
    /// - Throws: ``CommandError`` `failed` with the reason and the place.
    init(readingForCommand text: [UInt8], limits: JSONLimits) throws(CommandError) {
        do throws(JSONError) {
            try self.init(parsing: text.span, limits: limits)
        } catch {
            throw CommandError(.failed, "\(error.message) at byte \(error.byteOffset)", cause: error)
        }
    }
}
