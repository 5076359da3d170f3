// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import AIConexusTransport
import Testing

@testable import AIConexusWebRTC

@Suite("STUNMessage")
struct STUNMessageTests {
    private static let transaction: [UInt8] = [
        0xB7, 0xE7, 0xA7, 0x01, 0xBC, 0x34, 0xD6, 0x86, 0xFA, 0x87, 0xDF, 0xAE,
    ]

    @Test("the IPv4 response of RFC 5769 §2.2 tells the mapped address")
    func mappedIPv4() throws {
        var message = STUNMessage(.bindingSuccess, transaction: Self.transaction)
        message.append(.xorMappedAddress, [0x00, 0x01, 0xA1, 0x47, 0xE1, 0x12, 0xA6, 0x43])
        let address = try #require(IPAddress("192.0.2.1"))
        #expect(message.mappedAddress == SocketAddress(address, port: 32_853))
    }

    @Test("the IPv6 response of RFC 5769 §2.3 tells the mapped address")
    func mappedIPv6() throws {
        var message = STUNMessage(.bindingSuccess, transaction: Self.transaction)
        message.append(
            .xorMappedAddress,
            [
                0x00, 0x02, 0xA1, 0x47, 0x01, 0x13, 0xA9, 0xFA, 0xA5, 0xD3, 0xF1, 0x79, 0xBC, 0x25, 0xF4, 0xB5, 0xBE,
                0xD2, 0xB9, 0xD9,
            ]
        )
        let address = try #require(IPAddress("2001:db8:1234:5678:11:2233:4455:6677"))
        #expect(message.mappedAddress == SocketAddress(address, port: 32_853))
    }

    /// The request of RFC 5769 §2.4, whose text is in the RFC; the name is "マトリックス".
    private static let longTerm = """
        000100602112A44278AD3433C6AD72C029DA412E00060012E3839EE38388E383AAE38383E382AFE382B90000
        0015001C662F2F3439396B39353464364F4C33346F4C39465354767936347341
        0014000B6578616D706C652E6F72670000080014F67024656DD64A3E02B8E0712E85C9A28CA89666
        """

    @Test("the proof of RFC 5769 §2.4 is the one that we make")
    func integrity() throws {
        let bytes = try #require([UInt8](hexadecimal: Self.longTerm.filter { !$0.isWhitespace }))
        let messageRead = STUNMessage(bytes.span)
        let message = try #require(messageRead)
        let realm = try #require(message[.realm])
        #expect(String(decoding: realm, as: UTF8.self) == "example.org")
        var own = STUNMessage(.bindingRequest, transaction: message.transaction)
        for attribute in [.username, .nonce, .realm] as [STUNMessage.Attribute] {
            own.append(attribute, try #require(message[attribute]))
        }
        let username = String(decoding: try #require(message[.username]), as: UTF8.self)
        own.appendIntegrity(key: STUNMessage.key(username: username, realm: realm, credential: "TheMatrIX"))
        #expect(own[.integrity] == message[.integrity])
    }

    @Test("a message is the same after writing and reading")
    func roundTrip() throws {
        var message = STUNMessage(.allocateRequest, transaction: Self.transaction)
        for count in 0...9 { message.append(.nonce, [UInt8](repeating: 7, count: count)) }
        let readRead = STUNMessage(message.bytes.span)
        let read = try #require(readRead)
        #expect(read == message)
        #expect(read.attributes.map(\.value.count) == Array(0...9))
    }

    @Test("cut messages, and such as are longer than they say, are none")
    func truncation() {
        var message = STUNMessage(.allocateError, transaction: Self.transaction)
        message.append(.errorCode, [0, 0, 4, 1])
        message.append(.realm, [1, 2, 3])
        let bytes = message.bytes
        for count in 0..<bytes.count { #expect(STUNMessage(bytes.span.extracting(..<count)) == nil) }
        #expect(STUNMessage((bytes + [0, 0, 0, 0]).span) == nil)
        #expect(message.errorCode == 401)
    }

    @Test("attributes that reach beyond the message make it none")
    func badAttribute() {
        var message = STUNMessage(.bindingSuccess, transaction: Self.transaction)
        message.append(.realm, [1, 2, 3, 4])
        var bytes = message.bytes
        bytes[STUNMessage.headerByteCount + 3] = 5
        #expect(STUNMessage(bytes.span) == nil)
    }

    @Test("random bytes are none, and never crash the reader")
    func noise() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed of the noise: \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<5_000 {
            var bytes = generator.bytes(Int.random(in: 20...80, using: &generator))
            bytes.replaceSubrange(4..<8, with: [0x21, 0x12, 0xA4, 0x42])
            bytes[0] &= 0x3F
            bytes[2] = 0
            bytes[3] = UInt8(truncatingIfNeeded: bytes.count - 20)
            guard let message = STUNMessage(bytes.span) else { continue }
            _ = (message.mappedAddress, message.errorCode)
        }
    }
}
