// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// The arguments of a call, as a command line gives them.
enum CallArguments {
    /// What a call carries fits into one message.
    private static let maximumByteCount = JSONLimits.standard.maximumByteCount

    /// Reads an object.
    ///
    /// - Parameters:
    ///   - text: JSON; `-` for all of standard input, `nil` for no arguments.
    ///   - name: what errors call it, as in `JSON`.
    ///   - command: the command as it was called.
    ///   - console: where standard input is.
    /// - Returns: the object.
    /// - Throws: `UsageError` for anything but an object; `CommandError` when standard input cannot be read.
    static func read(
        _ text: String?,
        name: String,
        command: String,
        _ console: Console
    ) async throws -> JSONObject {
        guard let text else { return [:] }
        let isInput = text == "-"
        let bytes = isInput ? try await console.readAll(maximumByteCount: maximumByteCount) : Array(text.utf8)
        let place = isInput ? "standard input" : name
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes.span)
        } catch {
            let reason = "\(place) is not JSON: \(error.message) at byte \(error.byteOffset)"
            throw UsageError(command: command, reason)
        }
        guard let object = value.object else {
            throw UsageError(command: command, #"\#(place) must be an object, as in '{"text": "hello"}'"#)
        }
        return object
    }
}
