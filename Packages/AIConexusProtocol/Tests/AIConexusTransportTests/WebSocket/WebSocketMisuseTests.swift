// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

/// What only a mistake of the program's own can cause traps.
struct WebSocketMisuseTests {
    @Test("a ping of more than 125 bytes traps")
    func longPing() async {
        await #expect(processExitsWith: .failure) {
            _ = WebSocketConversation().sendPing([UInt8](repeating: 0, count: 126))
        }
    }

    @Test("a masking seed and a key of another length trap")
    func lengths() async {
        await #expect(processExitsWith: .failure) {
            _ = WebSocketMaskingKeys(seed: [UInt8](repeating: 0, count: 31))
        }
        await #expect(processExitsWith: .failure) {
            _ = WebSocketKey(bytes: [UInt8](repeating: 0, count: 15))
        }
    }

    @Test("a close timer before any close traps")
    func strayTimer() async {
        await #expect(processExitsWith: .failure) {
            _ = WebSocketConversation().fire(WebSocketTimer(purpose: .close, delay: .zero))
        }
    }
}
