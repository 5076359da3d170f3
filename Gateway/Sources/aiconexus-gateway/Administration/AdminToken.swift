// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway

/// An administrator's token, from a file or from the environment; never from the command line, where others see it.
enum AdminToken {
    /// The variable with the token itself.
    static let variable = "AICONEXUS_ADMIN_TOKEN"
    /// The variable with the path of a file that has it.
    static let fileVariable = "AICONEXUS_ADMIN_TOKEN_FILE"

    /// A file has one token, and perhaps white space around it.
    private static let maximumByteCount = 4_096

    /// The token that a command was given, if any.
    ///
    /// - Parameters:
    ///   - arguments: of a command that has ``CommandOption/administration``.
    ///   - environment: the process's environment.
    /// - Returns: the token, or `nil` when none was given.
    /// - Throws: `CommandError` `failed`, when what was given is no token.
    static func find(
        _ arguments: ParsedArguments,
        environment: [String: String]
    ) throws(CommandError) -> AccessToken? {
        if let path = arguments.value(ifGiven: .adminTokenFile) { return try read(path) }
        if let text = environment[variable], !text.isEmpty { return try token(in: text, of: variable) }
        guard let path = environment[fileVariable], !path.isEmpty else { return nil }
        return try read(path)
    }

    private static func read(_ path: String) throws(CommandError) -> AccessToken {
        let bytes: [UInt8]
        do throws(StateError) {
            bytes = try StateFile.read(path, maximumByteCount: maximumByteCount)
        } catch {
            throw CommandError(.failed, error.message, cause: error)
        }
        return try token(in: String(decoding: bytes, as: UTF8.self), of: path)
    }

    private static func token(in text: String, of origin: String) throws(CommandError) -> AccessToken {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 1, let token = AccessToken(authorization: "Bearer \(words[0])") else {
            throw CommandError(
                .failed,
                "\(origin) has no token: the one line is wanted that 'aiconexus-gateway token new' prints"
            )
        }
        return token
    }
}
