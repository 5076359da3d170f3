// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Signed messages that wait for a connection, for the gateway's rate or for the socket; first in, first out.
///
/// The bound in bytes is checked by ``hasRoom(for:)``; complexity of everything but ``withdraw(_:)`` is constant on
/// average.
struct OutgoingQueue {
    /// A message and the text that was last signed for it.
    struct Entry {
        var id: MessageID
        /// What to sign again when it has waited for long; `nil` for a text that must stay as it is.
        var envelope: Envelope?
        var text: [UInt8]
    }

    /// What waits, in bytes of text.
    private(set) var byteCount = 0
    let maximumByteCount: Int
    private var entries: [Entry] = []
    /// Entries before this index are gone; they are cleared in bulk.
    private var head = 0

    init(maximumByteCount: Int) {
        self.maximumByteCount = maximumByteCount
    }

    var isEmpty: Bool { head == entries.count }

    /// The next message to send.
    var first: Entry? { isEmpty ? nil : entries[head] }

    /// Whether a text of this length fits; an empty queue takes any.
    func hasRoom(for textByteCount: Int) -> Bool {
        isEmpty || byteCount + textByteCount <= maximumByteCount
    }

    mutating func append(_ entry: Entry) {
        byteCount += entry.text.count
        entries.append(entry)
    }

    mutating func removeFirst() {
        byteCount -= entries[head].text.count
        head += 1
        if head * 2 > entries.count {
            entries.removeFirst(head)
            head = 0
        }
    }

    /// Takes a message out that is no longer wanted.
    ///
    /// - Returns: whether it was still here, which means that nobody ever saw it.
    mutating func withdraw(_ id: MessageID) -> Bool {
        guard let index = entries[head...].firstIndex(where: { $0.id == id }) else { return false }
        byteCount -= entries[index].text.count
        entries.remove(at: index)
        return true
    }

    /// Whether a message is still here.
    func contains(_ id: MessageID) -> Bool {
        entries[head...].contains { $0.id == id }
    }

    mutating func removeAll() {
        entries.removeAll()
        head = 0
        byteCount = 0
    }
}
