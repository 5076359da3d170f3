// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine

extension ExitStatus {
    /// There is no session with the gateway: it cannot be reached, is another one than expected, or does not let us in.
    static let notConnected = ExitStatus(rawValue: 3)
    /// The call was refused before it began: nothing was done, and trying again is safe.
    static let notDone = ExitStatus(rawValue: 4)
    /// No answer came: the call may or may not have been carried out.
    static let outcomeUnknown = ExitStatus(rawValue: 5)

    /// What the help of commands that call others says about their statuses.
    static let networkDetails =
        "Exit status: 0 done; 1 the agent failed; 2 asked wrongly; 3 no session with the gateway; 4 refused before it "
        + "began, so that trying again is safe; 5 no answer, so that nobody knows; 130 and 143 ended by Ctrl-C and SIGTERM."
}
