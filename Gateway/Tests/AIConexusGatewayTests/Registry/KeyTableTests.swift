// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("KeyTable and KeyOrder")
struct KeyTableTests {
    private static let connection = ConnectionID(loop: 0, slot: 0, generation: 0)

    @Test("random insertions and removals agree with a set", arguments: 0..<5)
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let routes = (0..<400).map {
            AgentRoute(key: Samples.publicKey($0), connection: Self.connection, epoch: 0)
        }
        var table = KeyTable()
        var order = KeyOrder()
        var model: Set<Int> = []
        for _ in 0..<4_000 {
            let place = Int.random(in: 0..<400, using: &generator)
            if model.remove(place) != nil {
                table.remove(routes[place].key, in: routes)
                order.remove(place, in: routes)
            } else {
                model.insert(place)
                table.insert(routes[place].key, at: place, in: routes)
                order.insert(place, in: routes)
            }
            #expect(table.count == model.count, "seed \(seed)")
            let probe = Int.random(in: 0..<400, using: &generator)
            #expect(table.place(of: routes[probe].key, in: routes) == (model.contains(probe) ? probe : nil))
        }
        for place in 0..<400 {
            #expect(table.place(of: routes[place].key, in: routes) == (model.contains(place) ? place : nil))
        }
        let sorted = model.sorted { routes[$0].key < routes[$1].key }
        #expect(order.places.map(Int.init) == sorted)
        for place in 0..<400 {
            let expected = sorted.firstIndex { routes[$0].key > routes[place].key } ?? sorted.count
            #expect(order.start(after: routes[place].key, in: routes) == expected)
        }
        #expect(order.start(after: nil, in: routes) == 0)
    }
}
