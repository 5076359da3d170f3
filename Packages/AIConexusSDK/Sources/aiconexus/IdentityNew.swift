// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// `aiconexus identity new`.
enum IdentityNew {
    private static let out = CommandOption.value(
        "out",
        letter: "o",
        "FILE",
        help: "where the key goes; the file must not exist",
        isRequired: true
    )

    static let command = Command(
        "new",
        summary: "make a fresh identity and keep its key in a file",
        details: [
            "The file is made readable for its owner only. Whoever can read it can act as the identity, and nobody can "
                + "restore it: keep a copy in a safe place. The DID that is printed is for everybody."
        ],
        options: [out, .json],
        examples: ["aiconexus identity new --out agent.key"]
    ) { arguments, console in
        let path = arguments.value(of: out)
        let key = SigningKey()
        do throws(KeyFileError) {
            try KeyFile.write(key, path: path)
        } catch {
            throw CommandError(error, path: path)
        }
        try IdentityReport(publicKey: key.publicKey).write(to: console, asJSON: arguments.contains(.json))
        return .success
    }
}
