// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("Locked")
struct LockedTests {
    private struct Refusal: Error, Equatable {}

    private struct Unique: ~Copyable {
        var value = 1
    }

    private final class Witness {}

    @Test("no increment of many threads is lost")
    func contention() async {
        let counter = Locked(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<2000 { counter.withLock { $0 += 1 } }
                }
            }
        }
        #expect(counter.withLock { $0 } == 16_000)
    }

    @Test("a thrown error passes through with its type and leaves the lock free")
    func errors() {
        let locked = Locked("a")
        func refuse() throws(Refusal) {
            try locked.withLock { value throws(Refusal) in
                value = "b"
                throw Refusal()
            }
        }
        #expect(throws: Refusal()) { try refuse() }
        #expect(locked.withLock { $0 } == "b")
    }

    @Test("a value that cannot be copied can be locked, changed and taken out of")
    func unique() {
        let locked = Locked(Unique())
        locked.withLock { $0.value += 1 }
        let taken = locked.withLock { value in
            let taken = value.value
            value = Unique(value: 7)
            return taken
        }
        let left = locked.withLock { $0.value }
        #expect((taken, left) == (2, 7))
    }

    @Test("the value is released with the lock")
    func release() {
        weak var witness: Witness?
        do {
            let locked = Locked([Witness()])
            witness = locked.withLock { $0.first }
            #expect(witness != nil)
        }
        #expect(witness == nil)
    }

    @Test("locking again on the same thread is a mistake that traps in place of hanging")
    func reentry() async {
        await #expect(processExitsWith: .failure) {
            let locked = Locked(0)
            locked.withLock { _ in locked.withLock { $0 += 1 } }
        }
    }
}
