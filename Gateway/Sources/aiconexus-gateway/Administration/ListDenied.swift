// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway
internal import AIConexusProtocol

/// `aiconexus-gateway denied`.
enum ListDenied {
    static let command = Command(
        "denied",
        summary: "list the agents that are denied, and since when",
        options: CommandOption.paging + CommandOption.administration,
        examples: ["aiconexus-gateway denied", "aiconexus-gateway denied --all --json"],
        task: { arguments, console in
            try await AdminClient.with(arguments) { client in
                var listing = try Paging(arguments, "denied", [])
                while let page = try await listing.next(client, console) {
                    if arguments.contains(.json) {
                        try page.forEach(console.writeLine(json:))
                        continue
                    }
                    var table = Table(["DID", "SINCE"], style: console.style)
                    for agent in page { table.append([agent["did"]?.string ?? "-", agent["since"]?.string ?? "-"]) }
                    for line in table.lines { try console.output.writeLine(line) }
                }
                return .success
            }
        }
    )
}
