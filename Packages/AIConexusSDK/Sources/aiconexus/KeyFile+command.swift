// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

extension CommandError {
    /// A key file that could not be used, with what to do about it.
    init(_ error: KeyFileError, path: String) {
        let message =
            switch error.code {
            case .exposed: "\(error.message) (try 'chmod 600 \(path)')"
            case .malformed, .tooLarge: "\(path): \(error.message)"
            default: error.message
            }
        self.init(.failed, message, cause: error)
    }
}

extension KeyFile {
    /// Reads the identity that a command was given.
    static func readForCommand(path: String) throws(CommandError) -> SigningKey {
        do throws(KeyFileError) {
            return try read(path: path)
        } catch {
            throw CommandError(error, path: path)
        }
    }
}
