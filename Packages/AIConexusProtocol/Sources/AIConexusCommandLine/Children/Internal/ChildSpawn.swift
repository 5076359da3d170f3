// SPDX-License-Identifier: MIT

internal import CAIConexusShims
internal import Glibc

/// A program that was started, with our ends of its pipes.
struct ChildSpawn: Sendable {
    let process: pid_t
    let input: OpenFile
    let output: OpenFile
    let errors: OpenFile
    /// Readable when the program has ended.
    let end: OpenFile

    init(_ program: ChildProgram, variables: [String: String]) throws(CommandError) {
        let (childInput, input) = try Self.pipe()
        let (output, childOutput) = try Self.pipe()
        let (errors, childErrors) = try Self.pipe()
        for file in [input, output, errors] { file.stopBlocking() }
        let files = [childInput, childOutput, childErrors].map(\.descriptor)
        process = try Self.start(program, Self.environment(variables), files)
        (self.input, self.output, self.errors) = (input, output, errors)
        do throws(CommandError) {
            end = try OpenFile("a program cannot be watched", owning: CAIConexusShims_pidfd_open(process))
        } catch {
            kill(-process, SIGKILL)
            waitpid(process, nil, 0)
            throw error
        }
        // What the child has of the pipes is closed here, with the constants that held them.
    }

    /// A pipe of which neither end is one of the three standard files.
    private static func pipe() throws(CommandError) -> (reading: OpenFile, writing: OpenFile) {
        var ends: [Int32] = [-1, -1]
        let status = unsafe ends.withUnsafeMutableBufferPointer { unsafe Glibc.pipe($0.baseAddress) }
        let failure = "no pipe to be had"
        guard status == 0 else { throw CommandError(.failed, "\(failure): \(SystemError(number: errno).message)") }
        defer { for end in ends { close(end) } }
        // Not closed on exec between here and there, which the closing of everything in the child makes up for.
        return (
            try OpenFile(failure, owning: fcntl(ends[0], F_DUPFD_CLOEXEC, 3)),
            try OpenFile(failure, owning: fcntl(ends[1], F_DUPFD_CLOEXEC, 3))
        )
    }

    private static func environment(_ variables: [String: String]) -> [String] {
        var entries: [String] = []
        var pointer = unsafe CAIConexusShims_environ()
        while let entry = unsafe pointer.pointee {
            let text = unsafe String(cString: entry)
            if variables[String(text.prefix { $0 != "=" })] == nil { entries.append(text) }
            unsafe pointer = pointer.advanced(by: 1)
        }
        return entries + variables.map { "\($0)=\($1)" }
    }

    private static func start(
        _ program: ChildProgram,
        _ environment: [String],
        _ files: [Int32]
    ) throws(CommandError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (number, file) in files.enumerated() {
            unsafe posix_spawn_file_actions_adddup2(&actions, file, Int32(number))
        }
        unsafe CAIConexusShims_spawn_addclosefrom(&actions, Int32(files.count))
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        setSignals(&attributes)
        var process: pid_t = 0
        let words = CStrings(program.words)
        let variables = CStrings(environment)
        let status = unsafe words.withPointers { words in
            unsafe variables.withPointers { variables in
                unsafe posix_spawn(&process, program.path, &actions, &attributes, words, variables)
            }
        }
        guard status == 0 else {
            let error = SystemError(number: status)
            throw CommandError(.failed, "cannot start '\(program.words[0])': \(error.message)", cause: error)
        }
        return process
    }

    /// A group of its own; nothing blocked; SIGPIPE as it was before we ignored it.
    private static func setSignals(_ attributes: inout posix_spawnattr_t) {
        var (none, pipe) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigemptyset(&pipe)
        unsafe sigaddset(&pipe, SIGPIPE)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &pipe)
    }
}
