// SPDX-License-Identifier: MIT

import AIConexusTransport
import AIConexusWebRTC

/// What the program was asked for.
struct PeerOptions {
    /// How it is called.
    static let usage = """
        usage: rtcpeer offer|answer [--suite NAME[,NAME]] [--stun URL] [--turn URL USER PASSWORD] [--address IP]
                       [--relay-only] [--no-hosts]
        suites: \(Suite.allCases.map(\.rawValue).joined(separator: ", ")); echo is the default
        """

    var isOffering = false
    var suites = [Suite.echo]
    var configuration = PeerConnectionConfiguration()

    /// Reads the arguments after the program's name; `nil` when they are not of that form.
    init?(_ arguments: some Sequence<String>) {
        var rest = Array(arguments.reversed())
        guard let role = rest.popLast(), role == "offer" || role == "answer" else { return nil }
        isOffering = role == "offer"
        while let option = rest.popLast() {
            switch option {
            case "--suite":
                let names = rest.popLast()?.split(separator: ",") ?? []
                suites = names.compactMap { Suite(rawValue: String($0)) }
                guard !names.isEmpty, suites.count == names.count else { return nil }
            case "--stun":
                guard let url = rest.popLast(), let server = try? ICEServer(url) else { return nil }
                configuration.servers.append(server)
            case "--turn":
                guard let url = rest.popLast(), let user = rest.popLast(), let password = rest.popLast(),
                    let server = try? ICEServer(url, username: user, credential: password)
                else { return nil }
                configuration.servers.append(server)
            case "--address":
                guard let address = rest.popLast().flatMap(IPAddress.init) else { return nil }
                configuration.localAddresses.append(address)
            case "--relay-only": configuration.candidatePolicy = .relayOnly
            case "--no-hosts": configuration.candidatePolicy = .noHostCandidates
            default: return nil
            }
        }
    }
}
