// SPDX-License-Identifier: MIT

package import AIConexusProtocol
private import Glibc

/// The gateway's own identity: a key in a file, made on the first start, or one that is forgotten at the end.
package struct GatewayKey: Sendable {
    /// The key.
    package let key: SigningKey
    /// Where it is kept; `nil` when it is not.
    package let path: String?
    /// Whether it was made just now.
    package let isNew: Bool

    /// Reads the key that the settings name, or makes it.
    ///
    /// - Parameters:
    ///   - settings: the settings.
    ///   - environment: decides on the state directory, where the settings do not.
    /// - Throws: ``StateError``, `exposed` for a file that others can read and `malformed` for one that holds no key.
    package init(settings: GatewaySettings, environment: [String: String]) throws {
        if settings.isKeyEphemeral {
            self.init(key: SigningKey(), path: nil, isNew: true)
        } else if let path = settings.keyFile {
            try self.init(path: path)
        } else {
            let directory = try StateDirectory(settings: settings, environment: environment)
            try directory.prepare()
            try self.init(path: directory.keyFile)
        }
    }

    private init(key: SigningKey, path: String?, isNew: Bool) {
        self.key = key
        self.path = path
        self.isNew = isNew
    }

    private init(path: String) throws(StateError) {
        do throws(KeyFileError) {
            try self.init(keptIn: path)
        } catch {
            throw StateError(error, path: path)
        }
    }

    private init(keptIn path: String) throws(KeyFileError) {
        let key = SigningKey()
        do throws(KeyFileError) {
            try KeyFile.write(key, path: path)
        } catch {
            // It is there already. A folder that cannot be written to may hold one as well, as secret stores mount
            // them.
            self.init(key: try Self.existing(path: path, instead: error), path: path, isNew: false)
            return
        }
        self.init(key: key, path: path, isNew: true)
    }

    private static func existing(path: String, instead failure: KeyFileError) throws(KeyFileError) -> SigningKey {
        do throws(KeyFileError) {
            return try KeyFile.read(path: path)
        } catch {
            throw error.systemErrorNumber == ENOENT ? failure : error
        }
    }
}

extension StateError {
    /// What is wrong with a key file, and what to do about it.
    fileprivate init(_ error: KeyFileError, path: String) {
        switch error.code {
        case .exposed: self.init(.exposed, "\(error.message) (try 'chmod 600 \(path)')")
        case .foreignOwner, .notRegularFile: self.init(.exposed, error.message)
        case .malformed: self.init(.malformed, "\(path): \(error.message)")
        case .tooLarge: self.init(.tooLarge, "\(path): \(error.message)")
        default: self.init(error.systemErrorNumber == ENOENT ? .missing : .system, error.message)
        }
    }
}
