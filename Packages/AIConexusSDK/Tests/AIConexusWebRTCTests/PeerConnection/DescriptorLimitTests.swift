// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusWebRTC
import Glibc
import Testing

@Suite("Peer connections without descriptors", .timeLimit(.minutes(3)))
struct DescriptorLimitTests {
    @Test("a connection fails, those that are open go on, and nothing ends the process")
    func exhausted() async {
        // In a process of its own: the limit holds for everything in it.
        await #expect(processExitsWith: .success) { try await exhaust() }
    }
}

/// Makes connections with fewer and fewer descriptors left, so that they run out at the beginning, and amid it.
private func exhaust() async throws {
    try await Pair.with { pair in
        let (near, far) = try await pair.openChannel()
        try await near.opened()
        for count in (0..<40).reversed() {
            let descriptors = takeDescriptors(exceptFor: count)
            let late = try PeerConnection(Pair.configuration, isPolite: false, on: pair.first.loop, delegate: Courier())
            _ = try await late.openChannel("late")
            let failure = await late.failure
            precondition(count > 16 || failure?.code == .resourcesExhausted, "\(count): \(failure as Any)")
            await late.close()
            try await near.send("\(count)")
            let text = try await far.next().text
            precondition(text == "\(count)", "no service with \(count) left")
            for descriptor in descriptors { close(descriptor) }
        }
    }
}

/// Lowers the limit and opens descriptors until as many as `count` are left.
private func takeDescriptors(exceptFor count: Int) -> [Int32] {
    var limit = rlimit(rlim_cur: 256, rlim_max: 256)
    precondition(unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    var descriptors: [Int32] = []
    while true {
        let descriptor = unsafe open("/dev/null", O_RDONLY)
        guard descriptor >= 0 else { break }
        descriptors.append(descriptor)
    }
    for descriptor in descriptors.suffix(count) { close(descriptor) }
    return Array(descriptors.dropLast(count))
}
#endif
