// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@testable import AIConexusGateway

@Suite("DenyListStore")
struct DenyListStoreTests {
    private static let time = Timestamp(secondsSinceEpoch: 1_800_000_000, nanoseconds: 250_000_000)

    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("denied")
    }

    private func store(maximumCount: Int = 100) throws -> DenyListStore {
        try DenyListStore(path: path, maximumCount: maximumCount)
    }

    @Test("who is denied stays so across restarts, until allowed again")
    func restarts() throws {
        var store = try store()
        #expect(store.list.count == 0)
        #expect(try store.deny(Agents.did(1), since: Self.time))
        #expect(try store.deny(Agents.did(2), since: Self.time))
        #expect(try !store.deny(Agents.did(1), since: Self.time.advanced(by: .seconds(1))))
        store = try self.store()
        #expect(store.damage == nil)
        #expect(store.list.keys == [Agents.did(1).publicKey, Agents.did(2).publicKey])
        #expect(store.list.entries.map(\.since) == [Self.time, Self.time])
        #expect(try store.allow(Agents.did(1)))
        #expect(try !store.allow(Agents.did(1)))
        store = try self.store()
        #expect(store.list.entries.map(\.did) == [Agents.did(2)])
        #expect(try folder.names == ["denied"])
        #expect(try folder.mode("denied") == 0o600)
    }

    @Test("one more than may be denied is refused, and the rest stays")
    func full() throws {
        let store = try store(maximumCount: 2)
        try store.deny(Agents.did(1), since: Self.time)
        try store.deny(Agents.did(2), since: Self.time)
        let error = #expect(throws: StateError.self) { try store.deny(Agents.did(3), since: Self.time) }
        #expect(error?.code == .full)
        #expect(try !store.deny(Agents.did(2), since: Self.time))
        #expect(try self.store().list == store.list)
    }

    @Test("a change that cannot be written is refused and not made")
    func unwritable() throws {
        let store = try store()
        try store.deny(Agents.did(1), since: Self.time)
        try FileManager.default.createDirectory(atPath: path + ".new", withIntermediateDirectories: false)
        #expect(throws: StateError.self) { try store.deny(Agents.did(2), since: Self.time) }
        #expect(throws: StateError.self) { try store.allow(Agents.did(1)) }
        #expect(store.list.entries.map(\.did) == [Agents.did(1)])
        #expect(try self.store().list == store.list)
    }

    @Test("of a file torn at any byte every whole line counts, the damage is told, and the file is kept")
    func torn() throws {
        let list = try (1...3).reduce(into: try store()) { store, number in
            try store.deny(Agents.did(number), since: Self.time)
        }.list
        let whole = DenyListText.write(list)
        #expect(DenyListText.read(whole) == (list, nil))
        for count in 0..<whole.count {
            let (partial, damage) = DenyListText.read(Array(whole[..<count]))
            // Only the last line feed may be missing without loss, and even that is told.
            #expect(damage != nil, "\(count)")
            let lineCount = whole[..<count].count { $0 == UInt8(ascii: "\n") }
            #expect(partial.count == max(0, min(3, lineCount - 1)), "\(count)")
            #expect(partial.keys.isSubset(of: list.keys))
        }
        try Data(whole[..<150]).write(to: URL(filePath: path))
        let store = try store()
        #expect(store.damage == "1 agents of an unknown number can be read, 1 lines cannot")
        #expect(store.list.count == 1)
        #expect(try folder.names == ["denied", "denied.damaged"])
        #expect(try folder.text("denied.damaged").utf8.elementsEqual(whole[..<150]))
        try store.deny(Agents.did(9), since: Self.time)
        #expect(try self.store().damage == nil)
    }

    @Test("a block of zeros or a lost line in the middle costs that line only")
    func holes() throws {
        var list = DenyList()
        for number in 1...3 as ClosedRange<UInt8> { _ = list.insert(Agents.did(number), since: Self.time) }
        let lines = DenyListText.write(list).split(separator: UInt8(ascii: "\n"))
        var zeros = lines
        zeros[2] = ArraySlice(repeating: 0, count: zeros[2].count)
        var lost = lines
        lost.remove(at: 2)
        for lines in [zeros, lost] {
            let (partial, damage) = DenyListText.read(
                Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
            )
            #expect(damage?.hasPrefix("2 agents of 3 can be read") == true)
            #expect(partial.count == 2)
        }
    }

    @Test("the largest list that is allowed can be read again")
    func largest() throws {
        let store = try store(maximumCount: 5)
        for number in 1...5 as ClosedRange<UInt8> {
            try store.deny(Agents.did(number), since: Timestamp(secondsSinceEpoch: 1, nanoseconds: 123_456_789))
        }
        #expect(try self.store(maximumCount: 5).list == store.list)
    }

    @Test("many changes at a time are all kept")
    func concurrency() async throws {
        let store = try store()
        await withTaskGroup(of: Void.self) { group in
            for number in 1...20 as ClosedRange<UInt8> {
                group.addTask { _ = try? store.deny(Agents.did(number), since: Self.time) }
            }
        }
        #expect(store.list.count == 20)
        #expect(try self.store().list == store.list)
    }
}
