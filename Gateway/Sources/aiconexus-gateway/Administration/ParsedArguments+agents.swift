// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

extension ParsedArguments {
    /// The DID that a required argument gives.
    ///
    /// - Throws: `UsageError` when it is none.
    func did(of argument: CommandArgument) throws(UsageError) -> DID {
        try did(value(of: argument), argument)
    }

    /// The DIDs that a required, repeatable argument gives.
    ///
    /// - Throws: `UsageError` when one is none; nothing was done then.
    func dids(of argument: CommandArgument) throws(UsageError) -> [DID] {
        var dids: [DID] = []
        for text in values(of: argument) { dids.append(try did(text, argument)) }
        return dids
    }

    private func did(_ text: String, _ argument: CommandArgument) throws(UsageError) -> DID {
        guard let did = try? DID(text) else {
            throw UsageError(command: command, "\(argument.name) must be a DID like did:key:z6Mk…, not '\(text)'")
        }
        return did
    }
}
