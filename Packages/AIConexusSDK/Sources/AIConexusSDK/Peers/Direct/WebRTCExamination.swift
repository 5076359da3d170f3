// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

#if WebRTC
private import AIConexusWebRTC

/// A gateway may name many servers; so many are asked.
private let longestServerList = 32

/// Asks servers how they are.
func examine(_ servers: [AIConexusProtocol.ICEServer], on loop: EventLoop) async -> DirectReport {
    let all = servers.flatMap { server in
        server.urls.map { url in
            let (username, credential) = (server.username ?? "", server.credential ?? "")
            return (url, try? AIConexusWebRTC.ICEServer(url, username: username, credential: credential))
        }
    }
    .prefix(longestServerList)
    var configuration = PeerConnectionConfiguration()
    configuration.servers = all.compactMap { $0.1 }
    let found = await configuration.examine(on: loop)
    var verdicts = found.servers.map(\.verdict).makeIterator()
    return DirectReport(
        failure: found.failure.map(DirectPathFailure.init),
        servers: all.map { url, known in
            let verdict = known == nil ? nil : verdicts.next()
            return DirectReport.Server(url: url, verdict: verdict.map(DirectReport.Server.Verdict.init) ?? .unsupported)
        }
    )
}

extension DirectReport.Server.Verdict {
    fileprivate init(_ verdict: ServerVerdict) {
        self =
            switch verdict {
            case .usable(let address): .usable(seenAs: address.map(\.description))
            case .credentialsRefused: .credentialsRefused
            case .refused(let code): .refused(code: code)
            case .unreachable: .unreachable
            }
    }
}
#else
/// Without WebRTC nobody asks.
func examine(_ servers: [ICEServer], on loop: EventLoop) async -> DirectReport {
    DirectReport(failure: .peerHasNoWebRTC, servers: [])
}
#endif
