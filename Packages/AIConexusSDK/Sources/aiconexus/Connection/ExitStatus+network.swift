// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine

extension ExitStatus {
    /// There is no session with the gateway: it cannot be reached, is another one than expected, or does not let us in.
    static let notConnected = ExitStatus(rawValue: 3)
    /// The call was refused before it began: nothing was done, and trying again is safe.
    static let notDone = ExitStatus(rawValue: 4)
    /// No answer came: the call may or may not have been carried out.
    static let outcomeUnknown = ExitStatus(rawValue: 5)
}

extension Command {
    /// What the statuses of commands that talk to a gateway mean.
    static let networkStatuses: [ExitMeaning] = [
        ("0", "done"),
        ("1", "the answer is no: the agent failed, for instance"),
        ("2", "asked wrongly"),
        ("3", "no session with the gateway: it is out of reach, another one, or does not let us in"),
        ("4", "refused before it began: nothing was done, trying again is safe"),
        ("5", "no answer: it may or may not have been done"),
        ("130, 143", "ended by Ctrl-C, by SIGTERM"),
    ]
}
