// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway

/// `aiconexus-gateway token new`.
enum TokenNew {
    private static let name = CommandOption.value("name", "TEXT", help: "whose token it is, for logs")
    private static let add = CommandOption.value("add", "FILE", help: "the file of hashes to add the token's to")

    static let command = Command(
        "new",
        summary: "make a token that lets its bearer register, or administer",
        details: [
            "Prints the token, which its bearer keeps and nobody can restore. The gateway knows its hash: a line of the file "
                + "that --require-token or --admin-tokens names. With --add the line is added to that file; without, it is "
                + "printed below the token.",
            "A running gateway reads the file again when it is told to reload.",
        ],
        options: [name, add],
        examples: ["aiconexus-gateway token new --name 'build farm' --add tokens"]
    ) { arguments, console in
        let name = try arguments.value(ifGiven: name, expected: "at most 64 bytes on one line") {
            TokenList.isName($0) ? $0 : nil
        }
        var generator = SystemRandomNumberGenerator()
        let token = AccessToken(using: &generator)
        let entry = TokenList.Entry(hash: TokenHash(of: token.text), name: name ?? "")
        if let path = arguments.value(ifGiven: add) {
            try TokenList.append(entry, path: path)
            try console.output.writeLine(token.text)
        } else {
            try console.output.writeLine(token.text)
            try console.output.writeLine(entry.line)
        }
        return .success
    }
}
