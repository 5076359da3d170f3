// SPDX-License-Identifier: MIT

private import Glibc

// The one place of this module that does I/O: whoever has a key has it from here, and checking permissions on the open
// descriptor is too easily got wrong to be left to each program.

extension KeyFile {
    /// Reads a key from a file that nobody but its owner can read.
    ///
    /// Symbolic links are followed, because secret stores mount files that way; what is checked is the file that was
    /// opened, so nothing can be swapped between the check and the reading. Blocks for as long as the file system does.
    ///
    /// - Parameter path: where the file is.
    /// - Returns: the key.
    /// - Throws: `system`; `notRegularFile`; `exposed` when group or others have any permission; `foreignOwner` when it
    ///   is not the effective user's and that is not root; `tooLarge`; `malformed`.
    public static func read(path: String) throws(KeyFileError) -> SigningKey {
        let file = try KeyFileHandle(reading: path)
        try file.checkAccess()
        var failure: KeyFileError?
        // One byte more than a key file may have, which parsing then refuses.
        let text = GuardedBytes(capacity: maximumByteCount + 1) { output in
            do throws(KeyFileError) {
                try file.readAll(into: &output)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return try text.withBytes(parse)
    }

    /// Writes a key to a file that did not exist, with mode 0600.
    ///
    /// When it returns, file and folder entry are on the disk; after an error the file is not there. Blocks for as long
    /// as the file system does.
    ///
    /// - Parameters:
    ///   - key: what to write.
    ///   - path: where; the folder must exist.
    /// - Throws: `alreadyExists`, whatever is there, be it a dangling link; `system`.
    public static func write(_ key: SigningKey, path: String) throws(KeyFileError) {
        let file = try KeyFileHandle(creating: path)
        do throws(KeyFileError) {
            try withText(of: key) { text throws(KeyFileError) in try file.writeAll(text) }
            try KeyFileHandle(folderOf: path).sync()
        } catch {
            unsafe unlink(path)
            throw error
        }
    }
}
