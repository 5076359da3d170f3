// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusWebRTC

@Suite("Messages that open channels")
struct DCEPMessageTests {
    /// Openings as peers send them, and what they say.
    static let known: [([UInt8], DCEPOpening)] = [
        // aiortc 1.16: createDataChannel("chat")
        ([3, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0] + Array("chat".utf8), opening("chat", priority: 0)),
        // aiortc 1.16: createDataChannel("x", ordered=False, maxRetransmits=3, protocol="p.v1")
        (
            [3, 0x81, 0, 0, 0, 0, 0, 3, 0, 1, 0, 4] + Array("xp.v1".utf8),
            opening("x", protocolName: "p.v1", isOrdered: false, .maxRetransmits(3), priority: 0)
        ),
        // Chromium 156: createDataChannel("t", {maxPacketLifeTime: 500, priority: "high"})
        ([3, 0x02, 1, 0, 0, 0, 0x01, 0xF4, 0, 1, 0, 0] + Array("t".utf8), opening("t", .maxPacketLifeTime(500))),
        // All types and named priorities of RFC 8832
        ([3, 0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], opening("", isOrdered: false)),
        ([3, 0x01, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], opening("", .maxRetransmits(.max), priority: 512)),
        ([3, 0x02, 4, 0, 0, 1, 0, 0, 0, 0, 0, 0], opening("", .maxPacketLifeTime(65_536), priority: 1_024)),
        (
            [3, 0x82, 0, 128, 0, 0, 0, 1, 0, 4, 0, 0] + Array("\u{1F44B}".utf8),
            opening("\u{1F44B}", isOrdered: false, .maxPacketLifeTime(1), priority: 128)
        ),
    ]

    private static func opening(
        _ label: String,
        protocolName: String = "",
        isOrdered: Bool = true,
        _ reliability: DCEPOpening.Reliability = .reliable,
        priority: UInt16 = DCEPOpening.normalPriority
    ) -> DCEPOpening {
        var opening = DCEPOpening(
            label: label,
            DataChannelConfiguration(isOrdered: isOrdered, protocolName: protocolName)
        )
        opening.reliability = reliability
        opening.priority = priority
        return opening
    }

    @Test("an opening says what its bytes say, in both directions", arguments: known)
    func openings(_ bytes: [UInt8], _ opening: DCEPOpening) throws {
        #expect(try DCEPMessage(bytes.span) == .open(opening))
        #expect(DCEPMessage.open(opening).bytes == bytes)
    }

    @Test("the acknowledgement is one byte")
    func acknowledgement() throws {
        #expect(DCEPMessage.acknowledgement.bytes == [2])
        #expect(try DCEPMessage([2].span) == .acknowledgement)
        #expect(throws: DCEPError.wrongLength) { try DCEPMessage([2, 0].span) }
    }

    @Test("a reliable channel has no parameter, whatever the peer wrote there")
    func ignoredParameter() throws {
        let message = try DCEPMessage([3, 0, 1, 0, 9, 9, 9, 9, 0, 0, 0, 0].span)
        #expect(message == .open(Self.opening("")))
        #expect(message.bytes == [3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test("an opening cut off anywhere, or too long by one, is of the wrong length", arguments: known)
    func truncated(_ bytes: [UInt8], _ opening: DCEPOpening) {
        for count in 0..<bytes.count {
            #expect(throws: DCEPError.wrongLength) { try DCEPMessage(Array(bytes[..<count]).span) }
        }
        #expect(throws: DCEPError.wrongLength) { try DCEPMessage((bytes + [0]).span) }
    }

    @Test("messages of other kinds are refused", arguments: (0...255).map(UInt8.init).filter { $0 != 2 && $0 != 3 })
    func otherKinds(_ kind: UInt8) {
        #expect(throws: DCEPError.unknownMessage(kind)) { try DCEPMessage([kind].span) }
    }

    @Test("channels of other types are refused", arguments: (0...255).map(UInt8.init).filter { $0 & 0x7F > 2 })
    func otherTypes(_ type: UInt8) {
        #expect(throws: DCEPError.unknownChannelType(type)) {
            try DCEPMessage([3, type, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0].span)
        }
    }

    @Test(
        "labels and protocols are UTF-8",
        arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80]] as [[UInt8]]
    )
    func notText(_ text: [UInt8]) {
        let count = UInt8(text.count)
        #expect(throws: DCEPError.notUTF8) { try DCEPMessage(([3, 0, 0, 0, 0, 0, 0, 0, 0, count, 0, 0] + text).span) }
        #expect(throws: DCEPError.notUTF8) { try DCEPMessage(([3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count] + text).span) }
        // A character may not begin in the label and end in the protocol.
        #expect(throws: DCEPError.notUTF8) {
            try DCEPMessage([3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0xC3, 0xA4].span)
        }
    }

    @Test("the longest label and protocol of the protocol are read and written")
    func longest() throws {
        let text = String(repeating: "x", count: DCEPOpening.textLimit)
        let opening = Self.opening(text, protocolName: text)
        let bytes = DCEPMessage.open(opening).bytes
        #expect(bytes.count == 12 + 2 * 65_535)
        #expect(try DCEPMessage(bytes.span) == .open(opening))
    }

    @Test("a channel of ours and its opening say the same")
    func configurations() {
        let configurations = [
            DataChannelConfiguration(protocolName: "p"),
            DataChannelConfiguration(isOrdered: false, reliability: .maxRetransmits(0)),
            DataChannelConfiguration(reliability: .maxPacketLifeTime(.max)),
        ]
        for configuration in configurations {
            #expect(DCEPOpening(label: "x", configuration).configuration == configuration)
        }
    }

    @Test("limits beyond ours are the largest of ours")
    func clamped() {
        #expect(Self.opening("", .maxRetransmits(65_536)).configuration.reliability == .maxRetransmits(65_535))
        #expect(Self.opening("", .maxPacketLifeTime(.max)).configuration.reliability == .maxPacketLifeTime(65_535))
    }
}
