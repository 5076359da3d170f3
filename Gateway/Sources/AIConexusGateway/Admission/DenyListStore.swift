// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// The denied agents of this gateway, kept in a file across restarts.
///
/// Whoever asks is never kept waiting by the file; whoever changes it waits until the change is on the disk.
package final class DenyListStore: Sendable {
    private let path: String
    private let maximumCount: Int
    private let current: Locked<DenyList>
    // Held while the file is written, which ``Locked`` otherwise advises against: only administrators meet here.
    private let changes = Locked(())

    /// What was wrong with the file when it was read; its bytes were kept beside it, with `.damaged` at the end.
    package let damage: String?

    /// Reads the file, if there is one.
    ///
    /// - Parameters:
    ///   - path: where it is; its folder must exist.
    ///   - maximumCount: how many agents can be denied.
    /// - Throws: `system` or `tooLarge`; a damaged file is no error.
    package init(path: String, maximumCount: Int) throws(StateError) {
        self.path = path
        self.maximumCount = maximumCount
        let bytes: [UInt8]?
        do throws(StateError) {
            let limit = DenyListText.maximumByteCount(agentCount: maximumCount)
            bytes = try StateFile.read(path, maximumByteCount: limit)
        } catch  where error.code == .missing {
            bytes = nil
        }
        let (list, damage) = bytes.map(DenyListText.read) ?? (DenyList(), nil)
        if let bytes, damage != nil { try StateFile.replace(path + ".damaged", with: bytes) }
        current = Locked(list)
        self.damage = damage
    }

    /// The denied agents at this moment.
    package var list: DenyList { current.withLock { $0 } }

    /// Denies an agent.
    ///
    /// - Parameters:
    ///   - did: whom.
    ///   - time: since when.
    /// - Returns: whether that changed anything.
    /// - Throws: `full` or `system`; nothing has changed then.
    @discardableResult
    package func deny(_ did: DID, since time: Timestamp) throws(StateError) -> Bool {
        try change { list throws(StateError) in
            guard list.contains(did.publicKey) || list.count < self.maximumCount else {
                throw StateError(
                    .full,
                    "\(self.maximumCount) agents are denied already, which is all that max_denied allows"
                )
            }
            return list.insert(did, since: time)
        }
    }

    /// Lets an agent in again, as far as this list is concerned.
    ///
    /// - Returns: whether that changed anything.
    /// - Throws: `system`; nothing has changed then.
    @discardableResult
    package func allow(_ did: DID) throws(StateError) -> Bool {
        try change { list in list.remove(did) }
    }

    private func change(_ body: (inout DenyList) throws(StateError) -> Bool) throws(StateError) -> Bool {
        try changes.withLock { _ throws(StateError) in
            var list = list
            guard try body(&list) else { return false }
            try StateFile.replace(path, with: DenyListText.write(list))
            let changed = list
            current.withLock { $0 = changed }
            return true
        }
    }
}
