// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusTestSupport
import Testing

@Suite("RecentCount")
struct RecentCountTests {
    @Test("it agrees with a list of all events", arguments: 0..<10)
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let limit = RecentCount.Limit(count: Int.random(in: 1...20, using: &generator), interval: .seconds(10))
        var count = RecentCount()
        var times: [Duration] = []
        var now = Duration.zero
        for _ in 0..<500 {
            now += .milliseconds(Int.random(in: 0...1_500, using: &generator))
            times.append(now)
            let recent = times.filter { now - $0 < limit.interval }.count
            #expect(count.exceeds(limit, now: now) == (recent > limit.count), "seed \(seed)")
        }
    }
}
