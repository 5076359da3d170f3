// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Foundation
import Glibc
import Testing

@Suite("KeyFile: files")
final class KeyFileAccessTests {
    private let folder: String
    private let key = SigningKey()

    init() throws {
        folder = NSTemporaryDirectory() + "aiconexus-keyfile-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    deinit {
        // A folder that cannot be removed is the operating system's to clean up.
        try? FileManager.default.removeItem(atPath: folder)
    }

    @Test("a written key has mode 0600 and is read back")
    func roundTrip() throws {
        let path = folder + "/key"
        try KeyFile.write(key, path: path)
        #expect(try mode(of: path) == 0o600)
        #expect(try KeyFile.read(path: path).did == key.did)
    }

    @Test("a written key has mode 0600 whatever the mask", arguments: [0, 0o277, 0o777] as [mode_t])
    func mask(mask: mode_t) async {
        // A process of its own, because the mask holds for whatever other tests create meanwhile.
        await #expect(processExitsWith: .exitCode(7)) { [mask] in
            let path = NSTemporaryDirectory() + "aiconexus-keyfile-\(getpid())"
            umask(mask)
            try KeyFile.write(SigningKey(), path: path)
            var status = stat()
            let isKnown = unsafe stat(path, &status) == 0
            _ = unsafe unlink(path)
            exit(isKnown && status.st_mode & 0o777 == 0o600 ? 7 : 1)
        }
    }

    @Test("a file that could not be written to its end is taken away again")
    func fullDisk() async {
        // A process of its own, because the limit on files holds for all of it.
        await #expect(processExitsWith: .exitCode(7)) {
            let path = NSTemporaryDirectory() + "aiconexus-keyfile-\(getpid())"
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 10, rlim_max: 10)
            guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { return }
            let error = #expect(throws: KeyFileError.self) { try KeyFile.write(SigningKey(), path: path) }
            let isGone = unsafe access(path, F_OK) != 0
            exit(error?.systemErrorNumber == EFBIG && isGone ? 7 : 1)
        }
    }

    @Test("an existing file is never overwritten, nor a folder, nor a link, dangling or not")
    func existing() throws {
        let path = folder + "/key"
        try KeyFile.write(key, path: path)
        try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: path)
        try FileManager.default.createSymbolicLink(atPath: folder + "/dangling", withDestinationPath: folder + "/new")
        for name in ["/key", "/link", "/dangling", "/", ""] {
            #expect(refusalToWrite(folder + name)?.code == .alreadyExists, "\(name)")
        }
        #expect(try KeyFile.read(path: path).did == key.did)
        #expect(!FileManager.default.fileExists(atPath: folder + "/new"))
    }

    @Test("every permission bit of group or others is refused", arguments: 0..<64)
    func permissions(bits: Int) throws {
        let path = folder + "/key"
        try KeyFile.write(key, path: path)
        #expect(unsafe chmod(path, mode_t(0o600 | bits)) == 0)
        let error = refusalToRead(path)
        #expect(error?.code == (bits == 0 ? nil : .exposed))
        if let error { #expect(error.message.contains(String(0o600 | bits, radix: 8))) }
    }

    @Test("an owner's file may be read-only")
    func readOnly() throws {
        let path = folder + "/key"
        try KeyFile.write(key, path: path)
        #expect(unsafe chmod(path, 0o400) == 0)
        #expect(try KeyFile.read(path: path).did == key.did)
    }

    @Test("a link is followed, and the permissions that count are the file's")
    func links() throws {
        let path = folder + "/key"
        let link = folder + "/link"
        try KeyFile.write(key, path: path)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        #expect(try KeyFile.read(path: link).did == key.did)
        #expect(unsafe chmod(path, 0o640) == 0)
        #expect(refusalToRead(link)?.code == .exposed)
    }

    @Test("folders, pipes and devices are not key files, and a pipe without writer does not block")
    func otherKinds() throws {
        #expect(unsafe mkfifo(folder + "/pipe", 0o600) == 0)
        for path in [folder, folder + "/pipe", "/dev/null"] {
            #expect(refusalToRead(path)?.code == .notRegularFile)
        }
    }

    @Test("what the system refuses is told with its own words and the path")
    func systemErrors() {
        let missing = folder + "/missing"
        #expect(refusalToRead(missing)?.systemErrorNumber == ENOENT)
        #expect(refusalToRead(missing)?.description.contains("No such file") == true)
        #expect(refusalToRead(missing)?.description.contains(missing) == true)
        #expect(refusalToWrite(missing + "/key")?.systemErrorNumber == ENOENT)
        #expect(refusalToRead(folder + "/a\0b")?.code == .system)
        #expect(refusalToWrite(folder + "/a\0b")?.code == .system)
        #expect(!FileManager.default.fileExists(atPath: folder + "/a"))
    }

    @Test("a file over 4096 bytes is refused, and so is one that is no key's")
    func contents() throws {
        for (count, code) in [
            (4096, KeyFileError.Code.malformed), (4097, .tooLarge), (100_000, .tooLarge), (0, .malformed),
        ] {
            let path = folder + "/\(count)"
            #expect(FileManager.default.createFile(atPath: path, contents: Data(repeating: 0x23, count: count)))
            #expect(unsafe chmod(path, 0o600) == 0)
            #expect(refusalToRead(path)?.code == code)
        }
    }

    @Test("root may read another user's file", .enabled(if: geteuid() == 0, "needs root"))
    func root() throws {
        let path = folder + "/key"
        try KeyFile.write(key, path: path)
        #expect(unsafe chown(path, 65_534, 65_534) == 0)
        #expect(try KeyFile.read(path: path).did == key.did)
    }

    @Test("a file of another user's is refused", .enabled(if: geteuid() == 0, "needs root"))
    func foreignOwner() async {
        await #expect(processExitsWith: .exitCode(7)) {
            let path = NSTemporaryDirectory() + "aiconexus-keyfile-\(getpid())"
            try KeyFile.write(SigningKey(), path: path)
            // Being nobody and still allowed to open root's file takes the user id that Linux keeps for file access
            // alone.
            typealias SetFileUser = @convention(c) (uid_t) -> Int32
            guard let address = unsafe dlsym(nil, "setfsuid") else { return }
            let setFileUser = unsafe unsafeBitCast(address, to: SetFileUser.self)
            guard seteuid(65_534) == 0 else { return }
            _ = setFileUser(0)
            let error = #expect(throws: KeyFileError.self) { try KeyFile.read(path: path) }
            _ = unsafe unlink(path)
            // Without handlers: a leak checker cannot trace a process that has changed its user.
            _exit(error?.code == .foreignOwner ? 7 : 1)
        }
    }

    private func refusalToRead(_ path: String) -> KeyFileError? {
        do {
            _ = try KeyFile.read(path: path)
            return nil
        } catch {
            return error
        }
    }

    private func refusalToWrite(_ path: String) -> KeyFileError? {
        do {
            try KeyFile.write(key, path: path)
            return nil
        } catch {
            return error
        }
    }

    private func mode(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }
}
