// SPDX-License-Identifier: MIT

import AIConexusProtocol

/// What ``ReplayWindow`` promises, written as slowly and plainly as possible, without the bound in bytes.
struct ReplayModel {
    struct Name: Hashable {
        let sender: PublicKey
        let id: UInt64
    }

    let limits: ReplayWindow.Limits
    private(set) var expiries: [Name: Int64] = [:]
    private var forgottenThrough = Int64.min

    init(limits: ReplayWindow.Limits) {
        self.limits = limits
    }

    mutating func insert(_ name: Name, timestampSeconds: Int64, now: Int64) -> ReplayWindow.Outcome {
        for (name, expiry) in expiries where expiry < now {
            forgottenThrough = max(forgottenThrough, expiry)
            expiries[name] = nil
        }
        guard abs(now - timestampSeconds) <= limits.windowSeconds else { return .outsideWindow }
        guard expiries[name] == nil else { return .replayed }
        let expiry = timestampSeconds + limits.windowSeconds
        guard expiry > forgottenThrough else { return .outsideWindow }
        let held = expiries.keys.count { $0.sender == name.sender }
        guard held < limits.entriesPerSender else { return .senderFull }
        expiries[name] = expiry
        return .accepted
    }
}
